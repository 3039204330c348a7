using MqttDemo.CommandLine.Options;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>A file with an option a line, as mosquitto's: the option, a blank, and all the rest of the line is its value.</summary>
static class OptionsFile
{
    /// <summary>The lines as arguments, each with its number.</summary>
    /// <exception cref="MqttDemoException">It cannot be read (exit code 7), or a line of it makes no sense (2).</exception>
    public static IReadOnlyList<(int Number, string[] Arguments)> Read(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Select((line, i) => (i + 1, Arguments(line, path, i + 1)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new MqttDemoException(ExitCode.InputOutput, $"the options file {path} cannot be read: {e.Message}", cause: e);
        }
    }

    static string[] Arguments(string line, string path, int number)
    {
        if (line.StartsWith('#') || string.IsNullOrWhiteSpace(line))
        {
            return [];
        }

        if (line.Contains('\0', StringComparison.Ordinal))
        {
            throw new MqttDemoException(ExitCode.Usage, $"{path}, line {number}: there is a NUL character in it", "is it a file of options, one a line?");
        }

        if (!line.StartsWith('-'))
        {
            throw new MqttDemoException(ExitCode.Usage, $"{path}, line {number}: '{TerminalText.Shorten(line)}' is not an option", "as in: -h localhost");
        }

        var parts = line.Split(' ', 2);
        return parts[0] switch
        {
            "-o" or GeneralOptions.OptionsFile => throw new MqttDemoException(ExitCode.Usage, $"{path}, line {number}: an options file cannot name another"),
            "-D" or "--property" when parts.Length == 2 => [parts[0], .. Property(parts[1])],
            // A blank at the end is no value.
            _ => [.. parts.Where((part, i) => i == 0 || part.Length > 0)],
        };
    }

    /// <summary>A packet, a name, the key of a user property, and all the rest.</summary>
    static string[] Property(string rest) => rest.Split(' ', PropertyArgument.Count(rest.Split(' ').ElementAtOrDefault(1) ?? ""));
}
