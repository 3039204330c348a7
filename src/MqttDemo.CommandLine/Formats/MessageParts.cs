using System.Buffers;
using System.Text;

namespace MqttDemo.CommandLine.Formats;

/// <summary>What the formats are put together from.</summary>
static class MessageParts
{
    /// <summary>A topic; in a terminal with everything escaped that could drive it.</summary>
    public static void WriteText(this IBufferWriter<byte> output, string text, bool isForTerminal)
    {
        if (isForTerminal)
        {
            TerminalText.Write(text, output);
        }
        else
        {
            Encoding.UTF8.GetBytes(text, output);
        }
    }

    /// <summary>A payload; its bytes untouched, or in a terminal as escaped text.</summary>
    public static void WritePayload(this IBufferWriter<byte> output, in ReadOnlySequence<byte> payload, bool isForTerminal)
    {
        foreach (var part in payload)
        {
            output.WriteBytes(part.Span, isForTerminal);
        }
    }

    /// <summary>Bytes untouched, or in a terminal as escaped text.</summary>
    public static void WriteBytes(this IBufferWriter<byte> output, ReadOnlySpan<byte> bytes, bool isForTerminal)
    {
        if (isForTerminal)
        {
            TerminalText.Write(bytes, output);
        }
        else
        {
            output.Write(bytes);
        }
    }

    public static void WriteLineEnd(this IBufferWriter<byte> output, bool endsLines)
    {
        if (endsLines)
        {
            output.Write("\n"u8);
        }
    }
}
