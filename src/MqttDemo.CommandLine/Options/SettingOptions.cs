using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>An option whose value can also stand in config.json.</summary>
interface ISettingOption
{
    /// <summary>The setting that it gives.</summary>
    RunSetting Setting { get; }

    /// <summary>The values with that of this option, if it is typed.</summary>
    RunValues AddTo(RunValues values, ParseResult args);
}

/// <summary>Options of which config.json can give what is not typed.</summary>
static class SettingOptions
{
    /// <summary>Where one is given, another source of options has nothing to say about the other one.</summary>
    public static bool Displaces(Option one, Option other) =>
        one == other || (one is ISettingOption a && other is ISettingOption b && a.Setting.Displaces(b.Setting));

    /// <summary>What the command line gives of the settings of a run; null is nothing.</summary>
    public static RunValues? Typed(ParseResult args)
    {
        var typed = args.CommandResult.Command.Options.OfType<ISettingOption>().Aggregate(RunValues.None, (values, option) => option.AddTo(values, args));
        return typed == RunValues.None ? null : typed;
    }
}

/// <summary>An option that takes the value of a setting.</summary>
sealed class SettingOption<T>(RunSetting<T> setting, string name, string[] aliases) : Option<T>(name, aliases), ISettingOption
{
    public RunSetting Setting => setting;

    public RunValues AddTo(RunValues values, ParseResult args) => values.With(setting, args.GetValue(this)!);
}

/// <summary>An option that stands for one value of a setting.</summary>
sealed class SettingFlag<T>(RunSetting<T> setting, T value, string name, string[] aliases) : Option<bool>(name, aliases), ISettingOption
{
    public RunSetting Setting => setting;

    /// <summary>The option that turns it off, whatever config.json says; null for none.</summary>
    public SettingFlag<T>? Opposite { get; init; }

    public RunValues AddTo(RunValues values, ParseResult args)
    {
        if (Opposite is not null && args.GetValue(this) && args.GetValue(Opposite))
        {
            throw Usage($"{Name} and {Opposite.Name} exclude each other");
        }

        return args.GetValue(this) ? values.With(setting, value) : values;
    }
}
