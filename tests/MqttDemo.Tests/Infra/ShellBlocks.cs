using System.Text.RegularExpressions;

namespace MqttDemo.Tests.Infra;

/// <summary>The commands of a page in Markdown, for a shell.</summary>
static partial class ShellBlocks
{
    /// <summary>The blocks of commands, in their order.</summary>
    public static string[] In(string page) => [.. Block().Matches(page).Select(match => match.Groups[1].Value)];

    /// <summary>Commands that find our programs.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="endInSubscriber">The subscriber takes the place of the shell, so that it gets its signals.</param>
    public static string WithPrograms(string commands, bool endInSubscriber) =>
        $"publisher() {{ '{Executables.Publisher}' \"$@\"; }}; "
        + $"subscriber() {{ {(endInSubscriber ? "exec " : "")}'{Executables.Subscriber}' \"$@\"; }}; "
        + $"set -o pipefail; {commands}";

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
