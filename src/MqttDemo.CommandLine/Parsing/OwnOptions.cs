namespace MqttDemo.CommandLine.Parsing;

/// <summary>
/// The options that only some of the programs have and that are no settings. The programs do not know each other's
/// declarations, but a program is to say which one has an option that it lacks.
/// </summary>
static class OwnOptions
{
    /// <summary>Of the programs that have them, each with all of their names.</summary>
    public static IReadOnlyList<(string Program, string[] Names)> All { get; } =
    [
        (
            "publisher",
            [
                "--message", "-m", "--file", "-f", "--stdin-file", "-s", "--null-message", "-n", "--lines", "-l",
                "--stdin-line", "--json-lines", "--key-delimiter", "--null", "-0", "--delimiter", "--rate",
                "--replay-speed", "--repeat", "--repeat-delay", "--user-property", "--content-type", "--response-topic",
                "--correlation-data", "--message-expiry",
            ]),
        (
            "subscriber",
            [
                "--topic", "-t", "--unsubscribe", "-U", "--no-local", "--retain-as-published", "--retain-handling",
                "--subscription-identifier", "--each-subscription", "--filter-out", "-T", "--no-retained", "-R",
                "--retained-only", "--match", "--changed", "--throttle", "--random-filter", "--count", "-C",
                "--exit-after-subscribing", "-E", "--no-eol", "-N", "--output", "--output-dir", "--exec", "--shell",
                "--jobs", "--on-error", "--reply", "--watch", "-w", "--topics", "--message-rate", "--remove-retained",
            ]),
        (
            "publisher request",
            [
                "--message", "-m", "--file", "-f", "--stdin-file", "-s", "--null-message", "-n", "--reply-topic", "-e",
                "--count", "-C", "--no-retained", "-R", "--latency", "--no-eol", "-N", "--output", "--output-dir",
                "--user-property", "--content-type", "--response-topic", "--correlation-data", "--message-expiry",
            ]),
    ];

    /// <summary>The first program that has an option of this name; null where none has it.</summary>
    public static string? WhoHas(string name) => All.FirstOrDefault(one => one.Names.Contains(name)).Program;
}
