using System.Buffers;
using System.Text.Encodings.Web;

namespace MqttDemo.CommandLine.Formats.Json;

/// <summary>
/// Escapes what JSON demands (RFC 8259, section 7) in the spelling of mosquitto_sub, and nothing else. .NET's most
/// relaxed encoder still escapes emojis, among others, and in other letters. Its input is valid UTF-8, so bytes beyond
/// ASCII pass as they are, in pieces too.
/// </summary>
sealed unsafe class LeastEscaping : JavaScriptEncoder
{
    public static readonly LeastEscaping Instance = new();

    const string Controls =
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f";

    static readonly SearchValues<char> Letters = SearchValues.Create(Controls + "\"\\");

    static readonly SearchValues<byte> Bytes = SearchValues.Create(
        System.Text.Encoding.ASCII.GetBytes(Controls + "\"\\"));

    public override int MaxOutputCharactersPerInputCharacter => @"\u0000".Length;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\';

    public override int FindFirstCharacterToEncode(char* text, int textLength) =>
        new ReadOnlySpan<char>(text, textLength).IndexOfAny(Letters);

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => utf8Text.IndexOfAny(Bytes);

    public override bool TryEncodeUnicodeScalar(
        int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        Span<byte> escape = stackalloc byte[MaxOutputCharactersPerInputCharacter];
        numberOfCharactersWritten = Escape((byte)unicodeScalar, escape);
        return System.Text.Ascii.ToUtf16(
            escape[..numberOfCharactersWritten], new Span<char>(buffer, bufferLength), out _) == OperationStatus.Done;
    }

    public override OperationStatus EncodeUtf8(
        ReadOnlySpan<byte> utf8Source, Span<byte> utf8Destination, out int bytesConsumed, out int bytesWritten,
        bool isFinalBlock = true)
    {
        (bytesConsumed, bytesWritten) = (0, 0);
        while (bytesConsumed < utf8Source.Length)
        {
            var rest = utf8Source[bytesConsumed..];
            var plain = rest.IndexOfAny(Bytes) is var found and >= 0 ? found : rest.Length;
            if (plain + MaxOutputCharactersPerInputCharacter > utf8Destination.Length - bytesWritten
                && plain < rest.Length)
            {
                return OperationStatus.DestinationTooSmall;
            }

            if (!rest[..plain].TryCopyTo(utf8Destination[bytesWritten..]))
            {
                return OperationStatus.DestinationTooSmall;
            }

            (bytesConsumed, bytesWritten) = (bytesConsumed + plain, bytesWritten + plain);
            if (plain < rest.Length)
            {
                bytesWritten += Escape(rest[plain], utf8Destination[bytesWritten..]);
                bytesConsumed++;
            }
        }

        return OperationStatus.Done;
    }

    static int Escape(byte letter, Span<byte> output)
    {
        var shortEscape = letter switch
        {
            (byte)'"' or (byte)'\\' => letter,
            (byte)'\b' => (byte)'b',
            (byte)'\f' => (byte)'f',
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            _ => (byte)'u',
        };
        output[0] = (byte)'\\';
        output[1] = shortEscape;
        if (shortEscape != (byte)'u')
        {
            return 2;
        }

        "00"u8.CopyTo(output[2..]);
        Convert.TryToHexStringLower([letter], output[4..], out _);
        return 6;
    }
}
