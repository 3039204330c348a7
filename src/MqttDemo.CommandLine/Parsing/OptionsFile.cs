using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>A line of an options file.</summary>
/// <param name="Place">File and line, for the errors.</param>
/// <param name="Option">The option.</param>
/// <param name="Rest">What follows it, without the blank before it; null where there is none.</param>
/// <param name="Defect">What in it is no UTF-8; null is nothing.</param>
sealed record OptionsLine(string Place, string Option, string? Rest, string? Defect)
{
    /// <summary>Without what follows, which can be a secret.</summary>
    public override string ToString() => $"{Place}: {Option}";
}

/// <summary>
/// A file with an option a line, as mosquitto's: the option, a blank, and all the rest of the line is its value.
/// </summary>
static class OptionsFile
{
    /// <summary>The lines that hold an option.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="otherwise">What may have been meant if it cannot be read; null is nothing.</param>
    /// <exception cref="MqttDemoException">It cannot be read (exit code 7), or a line of it is invalid
    /// (2).</exception>
    public static IReadOnlyList<OptionsLine> Read(string path, Sentence? otherwise)
    {
        byte[] content;
        try
        {
            content = FileUse.Read($"the options file {path}", path, File.ReadAllBytes);
        }
        catch (MqttDemoException e)
        {
            throw e.With(otherwise);
        }

        return [.. Lines(content).Select((line, i) => Line(line, $"{path}, line {i + 1}")).OfType<OptionsLine>()];
    }

    static IEnumerable<string> Lines(ReadOnlySpan<byte> bytes)
    {
        var text = new StringReader(ByteText.Decode(bytes[ByteOrderMark.LengthIn(bytes)..]));
        return Lines(text);

        static IEnumerable<string> Lines(StringReader reader)
        {
            while (reader.ReadLine() is { } line)
            {
                yield return line;
            }
        }
    }

    static OptionsLine? Line(string line, string place)
    {
        if (line.StartsWith('#') || string.IsNullOrWhiteSpace(line))
        {
            return null;
        }

        if (!line.StartsWith('-'))
        {
            throw Usage($"{place}: '{TerminalText.Shorten(line)}' is not an option", "as in: -h localhost");
        }

        return line.Split(' ', 2) is [var option, var rest]
            ? new(place, option, rest, ByteText.Defect(line))
            : new(place, line, null, ByteText.Defect(line));
    }
}
