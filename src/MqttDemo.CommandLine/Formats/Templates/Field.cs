using System.Buffers;
using System.Text;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats.Templates;

/// <summary>
/// How a value is laid out: %[-][0][width][.precision][separator], counted in bytes as by C's printf.
/// </summary>
/// <param name="Width">The least number of bytes; 0 is as many as there are.</param>
/// <param name="Precision">The most bytes of a text, the digits behind the point, or the digits in a
/// group of hexadecimal ones.</param>
/// <param name="IsLeftAligned">What is missing to the width comes after the value.</param>
/// <param name="HasZeros">What is missing before a value is zeros.</param>
/// <param name="Separator">Between groups of hexadecimal digits.</param>
readonly record struct Field(
    int Width = 0, int? Precision = null, bool IsLeftAligned = false, bool HasZeros = false, char Separator = ' ')
{
    public byte Filling => (byte)(HasZeros ? '0' : ' ');

    /// <summary>The value is not there.</summary>
    public void WriteNothing(IBufferWriter<byte> output) => Fill(Filling, Width, output);

    /// <summary>Zeros go between the sign and the digits, and not before what has no digits.</summary>
    public void WriteNumber(ReadOnlySpan<byte> number, IBufferWriter<byte> output)
    {
        var missing = Width - number.Length;
        var takesZeros = HasZeros && !IsLeftAligned && char.IsAsciiDigit((char)number[^1]);
        var sign = takesZeros && number[0] == '-' ? 1 : 0;
        output.Write(number[..sign]);
        Fill(takesZeros ? (byte)'0' : (byte)' ', IsLeftAligned ? 0 : missing, output);
        output.Write(number[sign..]);
        Fill((byte)' ', IsLeftAligned ? missing : 0, output);
    }

    public void WriteText(string text, OutputKind kind, IBufferWriter<byte> output)
    {
        if (this is { Width: 0, Precision: null })
        {
            output.WriteText(text, kind);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        WriteText(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)), kind, output);
        ArrayPool<byte>.Shared.Return(rented);
    }

    public void WriteText(ReadOnlySpan<byte> text, OutputKind kind, IBufferWriter<byte> output)
    {
        var shown = Cut(text);
        var missing = Width - shown.Length;
        Fill((byte)' ', IsLeftAligned ? 0 : missing, output);
        output.WriteBytes(shown, kind);
        Fill((byte)' ', IsLeftAligned ? missing : 0, output);
    }

    /// <summary>What the width leaves of a payload.</summary>
    public ReadOnlySpan<byte> Cut(ReadOnlyMemory<byte> payload) =>
        Width > 0 && payload.Length > Width ? payload.Span[..Width] : payload.Span;

    public static void Fill(byte filling, int count, IBufferWriter<byte> output)
    {
        const int piece = 4096;
        for (var left = count; left > 0; left -= piece)
        {
            var length = Math.Min(left, piece);
            output.GetSpan(length)[..length].Fill(filling);
            output.Advance(length);
        }
    }

    /// <summary>What the precision leaves of a text; it never ends in the middle of a character.</summary>
    ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text)
    {
        if (Precision is not { } length || length >= text.Length)
        {
            return text;
        }

        const int continuation = 0b1000_0000;
        while (length > 0 && (text[length] & 0b1100_0000) == continuation)
        {
            length--;
        }

        return text[..length];
    }
}
