using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>What was probably meant by an argument that a command does not understand.</summary>
/// <param name="command">The command.</param>
sealed class UnknownArgument(AppCommand command)
{
    const string Help = "--help all lists the options";

    public MqttDemoException NoSuchOption(string name)
    {
        if (InPlaceOf(name) is { } other)
        {
            return Usage($"mosquitto's {name} is not supported here", other);
        }

        var small = name.ToLowerInvariant();
        var near = IsLong(name)
            ? Spelling.Nearest(name, command.Known.Names.Where(IsLong))
            : command.Known.Names.FirstOrDefault(known => known == small);
        return Usage($"there is no option {name}", (near, command.Known.WhoHas(name)) switch
        {
            (_, { } owner) => $"{name} is an option of {owner}. {Help}",
            ({ } one, _) => $"did you mean {one}? {Help}",
            _ => Help,
        });
    }

    /// <summary>Why we have not what mosquitto's programs have, and what does the same; null for all else.</summary>
    static Sentence? InPlaceOf(string name)
    {
        switch (name)
        {
            case "--psk" or "--psk-identity":
                return $".NET's TLS has no pre-shared keys: {Settings.Tls.Certificate.Named} with "
                    + $"{Settings.Tls.Key.Named}, or {Settings.Login.Username.Named} with a password, tells the broker "
                    + $"who it is";
            case "--tls-engine" or "--tls-engine-kpass-sha1" or "--keyform":
                return $"OpenSSL's engines are no more: {Settings.Tls.Key.Named} takes the key from a file";
            default:
                return null;
        }
    }

    /// <summary>
    /// -topic would be -t with the value opic: a long name behind one dash is no cluster of short ones, because
    /// something wrong would be done silently.
    /// </summary>
    public void RefuseLongName(string argument)
    {
        var name = argument.Split('=')[0];
        if (IsOption($"-{name}"))
        {
            throw Usage($"there is no option {name}", $"did you mean -{name}?");
        }
    }

    /// <param name="word">What is no option.</param>
    /// <param name="before">The option before it, as it was typed; null for none.</param>
    /// <param name="value">What that took for its value; null for nothing.</param>
    public MqttDemoException Unexpected(string word, string? before, string? value)
    {
        if (before is not null && value is not null && IsOption(value) && command.Known.Find(before, out var option))
        {
            return Usage(
                $"{before} has taken '{value}' for its value, and so '{word}' belongs to nothing",
                $"{before} needs a value of its own: {option.HelpName}");
        }

        return Usage($"unexpected argument '{word}'", Hint(word, before, value));
    }

    string Hint(string word, string? before, string? value) => word switch
    {
        ['\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2212', ..] =>
            $"it begins with a typographic dash, not with the '-' of an option: "
            + $"-{word.TrimStart('\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212')}",
        _ when command.Subcommands.Any(sub => sub.Name == word) => $"{word} comes before the options",
        "/?" or "/h" or "/help" => "did you mean --help?",
        "pub" or "publish" or "sub" or "subscribe" when before is null =>
            $"leave '{word}' out: publisher publishes and subscriber subscribes without such a word",
        "true" or "false" or "yes" or "no" or "on" or "off" or "0" or "1" when IsFlag(before) =>
            $"{before} takes no value: it is on when it is given",
        _ when IsOption($"--{word}") =>
            $"did you mean "
            + $"--{word}?{(value is null ? "" : $" Put a value with spaces in quotes: {before} '{value} {word}'")}",
        _ when before is null && IsAddress(word) => $"the broker goes with -b: -b {word}",
        _ when before is "-h" or "--host" or "-b" or "--broker" && word.All(char.IsAsciiDigit) =>
            $"a port goes with -p: -p {word}",
        _ when value is not null && MayHaveBlanks(before) =>
            $"put a value with spaces in quotes: {before} '{value} {word}'",
        _ =>
            $"put a value after its option, in quotes if it contains spaces: "
            + $"{(IsOption("-m") ? "-m 'Hello MQTT'" : "-t 'my/topic'")}",
    };

    /// <summary>
    /// What was probably meant by an options file that is not there: to many programs -o is where to write.
    /// </summary>
    /// <param name="name">How it was typed.</param>
    public Sentence? InsteadOfOptionsFile(string name) => IsOption("--output")
        ? $"{name} reads options from a file; --output writes the messages into one"
        : null;

    /// <summary>The first argument names a broker, as other programs take it.</summary>
    static bool IsAddress(string word) => word == "localhost"
        || word.Contains("://", StringComparison.Ordinal)
        || (word.Split(':') is [{ Length: > 0 }, var port] && ushort.TryParse(port, out _));

    bool IsFlag(string? option) =>
        option is not null && command.Known.Find(option, out var known) && known.Arity.MaximumNumberOfValues == 0;

    /// <summary>An address, a number and a choice have none: what follows them has lost its own option.</summary>
    bool MayHaveBlanks(string? option) =>
        option is null
        || !command.Known.Find(option, out var known)
        || !(known.HelpName is "address" or "number" or "seconds" || known.HelpName?.Contains('|') == true);

    /// <summary>Where the help has everything about an option.</summary>
    /// <param name="option">The option.</param>
    public static string HelpOn(Option option) => $"--help {option.Name.TrimStart('-')} says more";

    /// <param name="option">The option.</param>
    /// <param name="typed">The argument that gives it.</param>
    public static MqttDemoException NeedsValue(Option option, string typed)
    {
        // The last of a cluster of short ones.
        var name = IsLong(typed) ? typed : $"-{typed[^1]}";
        return Usage($"{name} needs a value: {option.HelpName}", (name, option.HelpName) switch
        {
            ("-h", _) => "-h is the host here, as in mosquitto; --help shows what there is",
            (_, "topic" or "filter" or "text") =>
                $"quote what a shell removes: {name} \"$VALUE\" for a variable that may be empty, {name} '#' for a #",
            _ => HelpOn(option),
        });
    }

    bool IsOption(string name) => command.Known.Find(name, out _);

    static bool IsLong(string name) => name.StartsWith("--", StringComparison.Ordinal);
}
