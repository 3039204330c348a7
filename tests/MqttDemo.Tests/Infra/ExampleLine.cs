using System.Text.RegularExpressions;

namespace MqttDemo.Tests.Infra;

/// <summary>The command of ours in a line that is shown as an example, as a shell would take it apart.</summary>
static partial class ExampleLine
{
    public static bool IsCommand(string line) => Command().IsMatch(line);

    /// <summary>The name of the program and its arguments, without what stands before, behind or after it.</summary>
    public static IReadOnlyList<string> Words(string line) =>
        [.. Word().Matches(Command().Match(line).Groups[1].Value)
            .Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value)];

    [GeneratedRegex(@"^(?:.*\| |\s*|\s*[A-Z_]+=\S+ )((?:publisher|subscriber)(?: +(?:'[^']*'|[^ '|#]+))*)")]
    private static partial Regex Command();

    [GeneratedRegex("'([^']*)'|([^ ']+)")]
    private static partial Regex Word();
}
