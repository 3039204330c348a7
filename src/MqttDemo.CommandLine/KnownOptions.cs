using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>What a command understands; and what was probably meant by what it does not.</summary>
/// <param name="command">The command, with its options.</param>
sealed class KnownOptions(Command command)
{
    const string Help = "--help lists the options";

    /// <summary>What mosquitto's programs have and ours on purpose have not.</summary>
    static readonly string[] LeftOut = ["--psk", "--psk-identity", "--tls-engine", "--tls-engine-kpass-sha1", "--keyform"];

    readonly Dictionary<string, Option> options = command.Options.SelectMany(option => option.Aliases.Append(option.Name).Select(name => (name, option)))
        .ToDictionary(pair => pair.name, pair => pair.option, StringComparer.Ordinal);

    public bool Find(string name, [NotNullWhen(true)] out Option? option) => options.TryGetValue(name, out option);

    public MqttDemoException Unknown(string name)
    {
        if (LeftOut.Contains(name))
        {
            return Usage($"{name} of mosquitto is left out here", "docs/mosquitto.md says why");
        }

        var near = IsLong(name) ? Spelling.Nearest(name, options.Keys.Where(IsLong)) : null;
        return Usage($"there is no option {name}", near is null ? Help : $"did you mean {near}? {Help}");
    }

    /// <summary>-topic would be -t with the value opic: a long name behind one dash is no cluster of short ones, because something wrong would be done without a word.</summary>
    public void RefuseLongName(string argument)
    {
        var name = argument.Split('=')[0];
        if (options.ContainsKey($"-{name}"))
        {
            throw Usage($"there is no option {name}", $"did you mean -{name}?");
        }
    }

    public MqttDemoException Unexpected(string word) => Usage($"unexpected argument '{word}'", word switch
    {
        _ when command.Subcommands.Any(sub => sub.Name == word) => $"{word} comes before the options",
        _ when options.ContainsKey($"--{word}") => $"did you mean --{word}?",
        _ => $"a value belongs behind its option, in quotes if it has blanks: {(options.ContainsKey("-m") ? "-m 'Hello MQTT'" : "-t 'my/topic'")}",
    });

    /// <param name="option">The option.</param>
    /// <param name="typed">The argument that gives it.</param>
    public static MqttDemoException NeedsValue(Option option, string typed) => Usage(
        $"{option.Name} needs a value: {option.HelpName}",
        option.Aliases.Contains("-h") && !IsLong(typed) && typed.EndsWith('h') ? $"-h is the host here, as in mosquitto; {Help}" : Help);

    static bool IsLong(string name) => name.StartsWith("--", StringComparison.Ordinal);
}
