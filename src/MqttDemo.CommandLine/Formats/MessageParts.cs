using System.Buffers;
using System.Text;
using MqttDemo.CommandLine.Streams;

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

    /// <summary>A payload; its bytes untouched, or in a terminal as escaped lines.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="isForTerminal">It is shown in a terminal.</param>
    /// <param name="endsFormat">Nothing comes behind it but a line end: its further lines are indented, so that none
    /// looks like another message.</param>
    public static void WritePayload(
        this IBufferWriter<byte> output, in ReadOnlySequence<byte> payload, bool isForTerminal, bool endsFormat = false)
    {
        var left = payload.Length;
        foreach (var part in payload)
        {
            left -= part.Length;
            if (isForTerminal)
            {
                TerminalText.WriteLines(part.Span, endsFormat ? "  "u8 : [], isLast: left == 0, output);
            }
            else
            {
                output.Write(part.Span);
            }
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
