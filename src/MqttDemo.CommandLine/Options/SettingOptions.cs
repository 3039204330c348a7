using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>The options of settings: made of what is declared there, and read.</summary>
public static class SettingOptions
{
    /// <summary>The options that a setting has in a program: its own, the one that turns it off, and the short ones.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="help">What its own option does.</param>
    public static IReadOnlyList<Option> Create(Setting setting, string help)
    {
        var (off, isFlag) = (setting.Off, setting.Type.ValueName is null);
        Option own = isFlag
            ? new SettingFlag(setting, true, setting.Options, off is null || setting.OffHelp is not null ? help : $"{help} Off: {off}.")
            : new SettingOption(setting, help);
        return
        [
            own,
            .. off is null ? [] : (Option[])[new SettingFlag(setting, false, [off], setting.OffHelp)],
            .. setting.Shorthands.Select(one => new SettingFlag(setting, one.Value, one.Options, one.Help)),
        ];
    }

    /// <summary>Where one is given, another source of options has nothing to say about the other one.</summary>
    public static bool Displaces(Option one, Option other) =>
        one == other || (one is ISettingOption a && other is ISettingOption b && a.Setting.Displaces(b.Setting));

    /// <summary>What the command line gives of the settings.</summary>
    /// <exception cref="MqttDemoException">Two options exclude each other (exit code 2).</exception>
    public static SettingsLayer Typed(ParseResult args)
    {
        Option[] typed = [.. args.CommandResult.Command.Options.Where(option => option is ISettingOption && IsTyped(args, option))];
        foreach (var (option, i) in typed.Select((option, i) => (option, i)))
        {
            if (typed.Take(i).FirstOrDefault(before => Clash(before, option)) is { } rival)
            {
                throw Usage($"{rival.Name} and {option.Name} exclude each other");
            }
        }

        return typed.OfType<ISettingOption>().Aggregate(
            SettingsLayer.None, (layer, option) => option.Value(args) is { } value ? layer.With(option.Setting, value) : layer);
    }

    /// <summary>The values that options give to some settings, in the order of the help.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="settings">The settings.</param>
    public static IEnumerable<(Setting Setting, object Value)> Values(ParseResult args, params IReadOnlyList<Setting> settings) =>
        from option in args.CommandResult.Command.Options.OfType<ISettingOption>()
        where settings.Contains(option.Setting)
        let value = option.Value(args)
        where value is not null
        select (option.Setting, value);

    /// <summary>The setting is given on the command line, be it without a value.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="setting">The setting.</param>
    public static bool IsTyped(ParseResult args, Setting setting) => args.CommandResult.Command.Options.Any(
        option => (option as ISettingOption)?.Setting == setting && IsTyped(args, option));

    static bool IsTyped(ParseResult args, Option option) => args.GetResult(option) is { Implicit: false };

    /// <summary>Two options that say different things. Of the formats one may be said in two ways: <see cref="OutputOptions"/>.</summary>
    static bool Clash(Option one, Option other)
    {
        var (a, b) = (((ISettingOption)one).Setting, ((ISettingOption)other).Setting);
        return a.Displaces(b) && a.Shorthands.Count == 0 && b.Shorthands.Count == 0;
    }
}
