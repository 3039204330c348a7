using System.Buffers;
using System.Text;

namespace MqttDemo.CommandLine.Streams;

/// <summary>What the formats are put together from.</summary>
static class MessageParts
{
    /// <summary>A topic; for a terminal, with everything escaped that could control it.</summary>
    public static void WriteText(this IBufferWriter<byte> output, string text, OutputKind kind)
    {
        if (kind == OutputKind.Terminal)
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
    /// <param name="kind">What it is written to.</param>
    /// <param name="endsFormat">Nothing comes behind it but a line end: its further lines are indented, so that none
    /// looks like another message.</param>
    public static void WritePayload(
        this IBufferWriter<byte> output, ReadOnlySpan<byte> payload, OutputKind kind, bool endsFormat = false)
    {
        if (kind == OutputKind.Terminal)
        {
            TerminalText.WriteLines(payload, endsFormat ? "  "u8 : [], output);
        }
        else
        {
            output.Write(payload);
        }
    }

    /// <summary>Bytes untouched, or in a terminal as escaped text.</summary>
    public static void WriteBytes(this IBufferWriter<byte> output, ReadOnlySpan<byte> bytes, OutputKind kind)
    {
        if (kind == OutputKind.Terminal)
        {
            TerminalText.Write(bytes, output);
        }
        else
        {
            output.Write(bytes);
        }
    }
}
