using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>The options of settings, made of what is declared there.</summary>
static class SettingOptions
{
    /// <summary>
    /// The options that a setting has in a program: its own, the one that turns it off, and the short ones.
    /// </summary>
    /// <param name="setting">The setting.</param>
    /// <param name="help">What its own option does.</param>
    public static IReadOnlyList<Option> Create(Setting setting, string help)
    {
        var (off, isFlag) = (setting.Off, setting.Type.ValueName is null);
        Option own = isFlag
            ? new SettingFlag(
                setting, true, setting.Options,
                off is null || setting.OffHelp is not null ? help : $"{help} Off: {off}.", setting.Summary)
            : new SettingOption(setting, help);
        return
        [
            own,
            .. off is null ? [] : (Option[])[new SettingFlag(setting, false, [off], setting.OffHelp)],
            .. setting.Shorthands.Select(
                one => new SettingFlag(setting, one.Value, one.Options, one.Help, one.Summary)),
        ];
    }

    /// <summary>Where one is given, another source of options has nothing to say about the other one.</summary>
    public static bool Displaces(Option one, Option other) =>
        one == other || (one is ISettingOption a && other is ISettingOption b && a.Setting.Displaces(b.Setting));
}
