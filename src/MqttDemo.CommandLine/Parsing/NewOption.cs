using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>Declares the options of a task, which are no settings; their values are of the same types.</summary>
public static class NewOption
{
    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Flag(string description, params string[] names) =>
        new FlagOption(names) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>An option with one value.</summary>
    /// <param name="type">What it takes, and what the help calls that.</param>
    /// <param name="description">What it does, as a sentence.</param>
    /// <param name="names">Its names; the first is that of the errors.</param>
    public static Option<T> Value<T>(SettingType<T> type, string description, params string[] names) =>
        new ReadOption<T>(type, names)
        {
            Description = description,
            HelpName = type.ValueName,
            Arity = ArgumentArity.ExactlyOne,
        };

    /// <summary>An option with a value that can be left out.</summary>
    /// <param name="type">What it takes, and what the help calls that.</param>
    /// <param name="description">What it does, as a sentence.</param>
    /// <param name="names">Its names; the first is that of the errors.</param>
    internal static Option<T> OptionalValue<T>(SettingType<T> type, string description, params string[] names) =>
        new ReadOption<T>(type, names)
        {
            Description = description,
            HelpName = type.ValueName,
            Arity = ArgumentArity.ZeroOrOne,
        };

    /// <summary>The option stands on the first screen of the help.</summary>
    /// <param name="option">The option.</param>
    /// <param name="summary">What is said of it there, in one line.</param>
    public static Option<T> Frequent<T>(this Option<T> option, string summary)
    {
        ((IReadOption)option).Summary = summary;
        return option;
    }

    /// <summary>A text that can be given many times.</summary>
    public static Option<string[]> Texts(string valueName, string description, params string[] names) =>
        new TextsOption(names) { Description = description, HelpName = valueName, Arity = ArgumentArity.OneOrMore };

    /// <summary>A property of MQTT 5.</summary>
    /// <param name="description">What it does, as a sentence.</param>
    /// <param name="nextWords">What can follow the first words of a property.</param>
    /// <param name="names">Its names; the first is that of the errors.</param>
    internal static Option<PropertyArgument[]> Property(
        string description, Func<IReadOnlyList<string>, IReadOnlyList<string>> nextWords, params string[] names) =>
        new PropertyOption(nextWords, names)
        {
            Description = description,
            HelpName = "packet name value",
            Arity = ArgumentArity.OneOrMore,
        };
}
