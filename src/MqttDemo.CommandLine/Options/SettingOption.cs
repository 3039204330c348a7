using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>An option that gives a value to a setting.</summary>
interface ISettingOption
{
    /// <summary>The setting.</summary>
    Setting Setting { get; }

    /// <summary>The value that is typed; null where the option is not given, or is without a value.</summary>
    object? Value(ParseResult args);
}

/// <summary>An option that takes the value of a setting, as often as the setting has values.</summary>
sealed class SettingOption : Option<object?>, ISettingOption
{
    public SettingOption(Setting setting, string help)
        : base(setting.Options[0], [.. setting.Options.Skip(1)])
    {
        Setting = setting;
        Description = help;
        HelpName = setting.ValueName ?? setting.Type.ValueName;
        Arity = setting switch
        {
            { Type.TakesMany: true } => ArgumentArity.OneOrMore,
            { ValueIsOptional: true } => ArgumentArity.ZeroOrOne,
            _ => ArgumentArity.ExactlyOne,
        };
        CustomParser = setting.Type.TakesMany
            ? result => result.Tokens.Select(token => LiteralArguments.Restore(token.Value)).ToList()
            : result => NewOption.Parse(result, Read, Name);
    }

    public Setting Setting { get; }

    public object? Value(ParseResult args) => args.GetResult(this) is { Implicit: false } ? args.GetValue(this) : null;

    (object? Value, string? Expected) Read(string text)
    {
        var (value, expected) = Setting.Read(text);
        return (value, expected is null ? null : expected + Setting.Remark?.Invoke(text));
    }
}

/// <summary>An option that stands for one value of a setting.</summary>
sealed class SettingFlag : Option<bool>, ISettingOption
{
    readonly object value;

    /// <param name="setting">The setting.</param>
    /// <param name="value">The value.</param>
    /// <param name="names">The names of the option.</param>
    /// <param name="help">What it does; null where another option says so.</param>
    public SettingFlag(Setting setting, object value, IReadOnlyList<string> names, string? help)
        : base(names[0], [.. names.Skip(1)])
    {
        this.value = value;
        Setting = setting;
        Description = help;
        Hidden = help is null;
        Arity = ArgumentArity.Zero;
    }

    public Setting Setting { get; }

    public object? Value(ParseResult args) => args.GetValue(this) ? value : null;
}
