using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>An option that gives a value to a setting.</summary>
interface ISettingOption : IReadOption
{
    /// <summary>The setting.</summary>
    Setting Setting { get; }
}

/// <summary>An option that takes the value of a setting, as often as the setting has values.</summary>
sealed class SettingOption : Option<object?>, ISettingOption
{
    public SettingOption(Setting setting, string help)
        : base(setting.Options[0], [.. setting.Options.Skip(1)])
    {
        Setting = setting;
        Summary = setting.Summary;
        Description = help;
        HelpName = setting.ValueName ?? setting.Type.ValueName;
        Arity = setting switch
        {
            { Type.TakesMany: true } => ArgumentArity.OneOrMore,
            { ValueIsOptional: true } => ArgumentArity.ZeroOrOne,
            _ => ArgumentArity.ExactlyOne,
        };
    }

    public Setting Setting { get; }

    public string? Summary { get; set; }

    public IReadOnlyList<string> Names => Setting.Options;

    public SettingType? Type => Setting.Type;

    public bool TakesBytes => Setting.Type.TakesBytes;

    public (object? Value, string? Expected) Read(IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            return default;
        }

        var (value, expected) = Setting.Read(words[0]);
        return (value, expected is null ? null : expected + Setting.Remark?.Invoke(words[0]));
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
    /// <param name="summary">What the first screen of the help says of it; null is nothing.</param>
    public SettingFlag(
        Setting setting, object value, IReadOnlyList<string> names, string? help, string? summary = null)
        : base(names[0], [.. names.Skip(1)])
    {
        this.value = value;
        Setting = setting;
        Summary = summary;
        Names = names;
        Description = help;
        Hidden = help is null;
        Arity = ArgumentArity.Zero;
    }

    public Setting Setting { get; }

    public string? Summary { get; set; }

    public IReadOnlyList<string> Names { get; }

    public (object? Value, string? Expected) Read(IReadOnlyList<string> words) => (value, null);
}
