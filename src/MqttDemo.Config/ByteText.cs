using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace MqttDemo.Config;

/// <summary>
/// Text with bytes in it that are not UTF-8, for what MQTT carries as bytes: payloads and passwords. Such a byte is one
/// half of a surrogate pair, U+DC80 to U+DCFF, which stands alone in no text.
/// </summary>
public static class ByteText
{
    /// <summary>The text; <see cref="Encode"/> gives back the same bytes.</summary>
    /// <param name="bytes">UTF-8, or not.</param>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        Span<char> letters = stackalloc char[2];
        while (bytes.Length > 0)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
            {
                text.Append(letters[..rune.EncodeToUtf16(letters)]);
            }
            else
            {
                foreach (var value in bytes[..length])
                {
                    text.Append((char)(0xDC00 + value));
                }
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of a text: those it was made of, or UTF-8.</summary>
    /// <param name="text">The text.</param>
    public static byte[] Encode(string text)
    {
        if (Find(text) < 0)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = new ArrayBufferWriter<byte>(text.Length);
        var rest = text.AsSpan();
        while (Find(rest) is >= 0 and var next)
        {
            Encoding.UTF8.GetBytes(rest[..next], bytes);
            bytes.Write([(byte)(rest[next] - 0xDC00)]);
            rest = rest[(next + 1)..];
        }

        Encoding.UTF8.GetBytes(rest, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Where the first byte stands in a line that is not UTF-8, as the middle of a sentence; null when all of it is
    /// text.
    /// </summary>
    /// <param name="line">The line.</param>
    public static string? Defect(string line)
    {
        var index = Find(line);
        return index < 0
            ? null
            : $"column {line.AsSpan(0, index).EnumerateRunes().Count() + 1}: the byte 0x{line[index] - 0xDC00:X2} is "
                + "not UTF-8";
    }

    /// <summary>The same for a text of several lines.</summary>
    /// <param name="text">The text.</param>
    public static string? DefectOfLines(string text)
    {
        var index = Find(text);
        if (index < 0)
        {
            return null;
        }

        var start = text.LastIndexOf('\n', index) + 1;
        return $"line {text.AsSpan(0, start).Count('\n') + 1}, {Defect(text[start..])}";
    }

    static int Count(this SpanRuneEnumerator runes)
    {
        var count = 0;
        foreach (var _ in runes)
        {
            count++;
        }

        return count;
    }

    /// <summary>The place of the first lone half that stands for a byte; -1 is none.</summary>
    static int Find(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (text[i] is >= '\uDC80' and <= '\uDCFF')
            {
                return i;
            }
        }

        return -1;
    }
}
