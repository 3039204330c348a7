using MqttDemo.CommandLine.Options;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>A line of an options file.</summary>
/// <param name="Place">File and line, for the errors.</param>
/// <param name="Arguments">The option, and its value if it has one.</param>
sealed record OptionsLine(string Place, string[] Arguments);

/// <summary>A file with an option a line, as mosquitto's: the option, a blank, and all the rest of the line is its value.</summary>
static class OptionsFile
{
    /// <summary>The options whose values MQTT carries as bytes.</summary>
    static readonly string[] BytesAllowed = ["-m", "--message", "-P", "--pw", "--password", "--will-payload", "--will-message"];

    /// <summary>The lines that hold an option.</summary>
    /// <exception cref="MqttDemoException">It cannot be read (exit code 7), or a line of it makes no sense (2).</exception>
    public static IReadOnlyList<OptionsLine> Read(string path)
    {
        try
        {
            return [.. Lines(File.ReadAllBytes(path)).Select((line, i) => Line(line, $"{path}, line {i + 1}")).OfType<OptionsLine>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new MqttDemoException(FailureKind.InputOutput, $"the options file {path} cannot be read: {FileFailure.Reason(path, e)}", cause: e);
        }
    }

    static IEnumerable<string> Lines(ReadOnlySpan<byte> bytes)
    {
        var text = new StringReader(ByteText.Decode(bytes.StartsWith("\uFEFF"u8) ? bytes["\uFEFF"u8.Length..] : bytes));
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

        if (ByteText.Defect(line) is { } defect && !BytesAllowed.Contains(line.Split(' ', '=')[0]))
        {
            throw Usage($"{place}, {defect}", "the file is read as UTF-8; only payloads and passwords may be other bytes");
        }

        if (line.Contains('\0', StringComparison.Ordinal))
        {
            // On the way through the parser it stands for an empty value, because no argument of a command line can contain it.
            throw Usage($"{place}: it contains a NUL character");
        }

        return new(place, Arguments(line.Split(' ', 2)));
    }

    static string[] Arguments(string[] parts) => parts switch
    {
        ["-D" or "--property", var rest] => [parts[0], .. Property(rest)],
        _ => parts,
    };

    /// <summary>A packet, a name, the key of a user property, and all the rest.</summary>
    static string[] Property(string rest) => rest.Split(' ', PropertyArgument.Count(rest.Split(' ').ElementAtOrDefault(1) ?? ""));
}
