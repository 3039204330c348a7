using System.Buffers;
using System.Globalization;
using System.Text;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// Text for a person's eyes. A message must not be able to drive the terminal, so what is not plainly visible is shown
/// escaped.
/// </summary>
public static class TerminalText
{
    /// <summary>
    /// Adds a text, with control characters, line ends and the characters that turn the reading direction escaped.
    /// </summary>
    public static void Write(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            Write(rune, output);
        }
    }

    /// <summary>
    /// Adds bytes as the UTF-8 text they are meant to be; bytes that are not UTF-8 are shown as \xHH.
    /// </summary>
    public static void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        while (text.Length > 0)
        {
            if (Rune.DecodeFromUtf8(text, out var rune, out var length) == OperationStatus.Done)
            {
                Write(rune, output);
            }
            else
            {
                for (var i = 0; i < length; i++)
                {
                    Encoding.ASCII.GetBytes($"\\x{text[i]:x2}", output);
                }
            }

            text = text[length..];
        }
    }

    /// <summary>
    /// Adds a text of several lines: line ends and tabs are shown as they are, everything else escaped as ever.
    /// </summary>
    /// <param name="text">Bytes, as the UTF-8 text they are meant to be.</param>
    /// <param name="indentation">What a further line begins with.</param>
    /// <param name="output">Takes it.</param>
    public static void WriteLines(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> indentation, IBufferWriter<byte> output)
    {
        while (text.IndexOfAny((byte)'\n', (byte)'\t') is >= 0 and var end)
        {
            Write(text[..end], output);
            output.Write(text[end..(end + 1)]);
            var endsLine = text[end] == '\n';
            text = text[(end + 1)..];
            if (endsLine && text.Length > 0)
            {
                output.Write(indentation);
            }
        }

        Write(text, output);
    }

    /// <summary>The text, escaped.</summary>
    public static string Escape(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(text, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The bytes, escaped, as the UTF-8 text they are meant to be.</summary>
    public static string Escape(ReadOnlySpan<byte> text)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(text, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The beginning of a text that may be too long for a sentence.</summary>
    public static string Shorten(string text) => text.Length <= 60 ? text : $"{text[..60]}...";

    static void Write(Rune rune, IBufferWriter<byte> output)
    {
        if (IsVisible(rune))
        {
            output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
        }
        else
        {
            Encoding.ASCII.GetBytes(Escaped(rune), output);
        }
    }

    static string Escaped(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        <= 0xFF => $"\\x{rune.Value:x2}",
        _ => $"\\u{{{rune.Value:x}}}",
    };

    /// <summary>It is a letter, a sign or a blank, and nothing that a terminal obeys.</summary>
    internal static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
