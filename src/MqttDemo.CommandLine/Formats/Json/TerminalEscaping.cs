using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats.Json;

/// <summary>
/// Escapes what JSON demands and what could drive a terminal, and nothing else, so that the rest can be read.
/// </summary>
sealed unsafe class TerminalEscaping : JavaScriptEncoder
{
    public static readonly TerminalEscaping Instance = new();

    public override int MaxOutputCharactersPerInputCharacter => @"\u0000\u0000".Length;

    public override bool WillEncode(int unicodeScalar) =>
        LeastEscaping.Instance.WillEncode(unicodeScalar) || !TerminalText.IsVisible(new Rune(unicodeScalar));

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var rest = new ReadOnlySpan<char>(text, textLength);
        while (rest.Length > 0)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done
                || WillEncode(rune.Value))
            {
                return textLength - rest.Length;
            }

            rest = rest[length..];
        }

        return -1;
    }

    /// <summary>Half of a character at the end of a piece is kept until its other half comes.</summary>
    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        var rest = utf8Text;
        while (rest.Length > 0)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var length) != OperationStatus.Done
                || WillEncode(rune.Value))
            {
                return utf8Text.Length - rest.Length;
            }

            rest = rest[length..];
        }

        return -1;
    }

    /// <summary>A character beyond the first 65,536 is two escapes (RFC 8259, section 7).</summary>
    public override bool TryEncodeUnicodeScalar(
        int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        if (LeastEscaping.Instance.WillEncode(unicodeScalar))
        {
            return LeastEscaping.Instance.TryEncodeUnicodeScalar(
                unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
        }

        Span<char> letters = stackalloc char[2];
        var output = new Span<char>(buffer, bufferLength);
        numberOfCharactersWritten = 0;
        foreach (var letter in letters[..new Rune(unicodeScalar).EncodeToUtf16(letters)])
        {
            if (!output[numberOfCharactersWritten..].TryWrite($"\\u{(int)letter:x4}", out var length))
            {
                return false;
            }

            numberOfCharactersWritten += length;
        }

        return true;
    }
}
