using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>Declares options whose values are taken literally and whose mistakes are told in our words.</summary>
public static class NewOption
{
    /// <summary>About 46 days: the longest time that .NET's timers take.</summary>
    public const double LongestSeconds = SettingTypes.LongestSeconds;

    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Flag(string description, string name, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    public static Option<string?> Text(string helpName, string description, string name, params string[] aliases) =>
        Create<string?>(value => (value, null), helpName, description, name, aliases);

    /// <summary>A text that may be left out: the option is then given without a value.</summary>
    public static Option<string?> OptionalText(string helpName, string description, string name, params string[] aliases)
    {
        var option = Text(helpName, description, name, aliases);
        option.Arity = ArgumentArity.ZeroOrOne;
        return option;
    }

    /// <summary>A text that may be given many times.</summary>
    public static Option<string[]> Texts(string helpName, string description, string name, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => LiteralArguments.Restore(token.Value))],
    };

    /// <summary>A whole number in a range; <see cref="int.MaxValue"/> is no end of it.</summary>
    public static Option<int?> WholeNumber(string helpName, int low, int high, string description, string name, params string[] aliases) =>
        Create<int?>(
            value => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high
                ? (number, null)
                : (null, $"a whole number from {low}{(high == int.MaxValue && value.Length < 10 ? "" : $" to {high}")}"),
            helpName, description, name, aliases);

    /// <summary>A time to wait, which may be none.</summary>
    public static Option<double?> Seconds(string description, string name, params string[] aliases) =>
        Create<double?>(
            value => SettingTypes.ParseSeconds(value) switch
            {
                null or < 0 => (null, SettingTypes.SomeSeconds),
                <= LongestSeconds and var seconds => (seconds, null),
                _ => (null, $"at most {LongestSeconds} seconds"),
            },
            "seconds", description, name, aliases);

    /// <summary>A time that something may take: more than nothing.</summary>
    public static Option<TimeSpan?> Duration(double most, string description, string name, params string[] aliases) =>
        Create(SettingTypes.Duration(most).Parse, "seconds", description, name, aliases);

    /// <summary>An option with one value, read by a function that gives the value or says what it expected.</summary>
    public static Option<T> Create<T>(
        Func<string, (T Value, string? Expected)> read, string helpName, string description, string name, params string[] aliases) => new(name, aliases)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Parse(result, read, name),
        };

    internal static T Parse<T>(ArgumentResult result, Func<string, (T Value, string? Expected)> read, string name)
    {
        if (result.Tokens.Count == 0)
        {
            return default!;
        }

        var text = LiteralArguments.Restore(result.Tokens[^1].Value);
        var (value, expected) = read(text);
        if (expected is not null)
        {
            result.AddError($"{name} takes {expected}, not '{text}'");
        }

        return value;
    }
}
