using System.Buffers;
using System.Text.Json;

namespace MqttDemo.Publisher.Sources.Json;

/// <summary>
/// The bytes that a value of a record stands for: those of the record where they are the same, those of a buffer where
/// they are not.
/// </summary>
sealed class JsonText
{
    static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n"u8);

    /// <summary>Above it the buffer is not kept for the next record.</summary>
    const int KeptSize = 1024 * 1024;

    byte[] buffer = [];

    /// <summary>A string, or a key, in UTF-8. The record is known to be UTF-8.</summary>
    public ReadOnlyMemory<byte> Text(ref Utf8JsonReader reader, ReadOnlyMemory<byte> record)
    {
        if (!reader.ValueIsEscaped)
        {
            return record.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        }

        MakeRoom(reader.ValueSpan.Length);
        try
        {
            return buffer.AsMemory(0, reader.CopyString(buffer));
        }
        catch (InvalidOperationException)
        {
            throw JsonDefect.Of("it contains an unpaired surrogate (\\ud800 to \\udfff)");
        }
    }

    /// <summary>The bytes of a string in base64.</summary>
    public ReadOnlyMemory<byte> Base64(ref Utf8JsonReader reader, ReadOnlyMemory<byte> record, string key)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw JsonDefect.Of(reader, key, "a text in base64");
        }

        // Decoding in place would change the record.
        var text = Text(ref reader, record);
        var decoded = reader.ValueIsEscaped
            ? buffer
            : MakeRoom(System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(text.Length));
        var status = reader.ValueIsEscaped
            ? System.Buffers.Text.Base64.DecodeFromUtf8InPlace(buffer.AsSpan(0, text.Length), out var written)
            : System.Buffers.Text.Base64.DecodeFromUtf8(text.Span, decoded, out _, out written);
        return status == OperationStatus.Done
            ? decoded.AsMemory(0, written)
            : throw JsonDefect.Of(reader, key, "a text in base64");
    }

    /// <summary>
    /// Any value as the JSON that it is, without the blanks between its parts; the reader is then at its end.
    /// </summary>
    public ReadOnlyMemory<byte> Json(ref Utf8JsonReader reader, ReadOnlyMemory<byte> record)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var value = record[start..(int)reader.BytesConsumed];
        return value.Span.ContainsAny(Blanks) ? Compact(value.Span) : value;
    }

    ReadOnlyMemory<byte> Compact(ReadOnlySpan<byte> value)
    {
        MakeRoom(value.Length);
        var (length, isString, isEscape) = (0, false, false);
        foreach (var letter in value)
        {
            if (!isString && Blanks.Contains(letter))
            {
                continue;
            }

            buffer[length++] = letter;
            isString ^= letter == '"' && !isEscape;
            isEscape = letter == '\\' && !isEscape;
        }

        return buffer.AsMemory(0, length);
    }

    byte[] MakeRoom(int length)
    {
        if (buffer.Length < length || buffer.Length > KeptSize)
        {
            buffer = new byte[Math.Max(length, 256)];
        }

        return buffer;
    }
}
