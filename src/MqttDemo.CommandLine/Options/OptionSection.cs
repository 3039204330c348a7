using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>A heading of the help with its options.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Options">The options in their order.</param>
sealed record OptionSection(string Title, IReadOnlyList<Option> Options)
{
    /// <summary>The options of a group, and those of the settings that have their place there.</summary>
    /// <param name="group">The group.</param>
    /// <param name="program">The program; of some settings it has no option, or one with a help of its own.</param>
    /// <param name="appName">How the help calls it.</param>
    public static OptionSection Of(IOptionGroup group, Programs program, string appName)
    {
        var options = group.Options.ToList();
        foreach (var setting in group.Group == SettingGroup.None ? [] : Settings.All)
        {
            if (setting.PlaceIn(group.Group, program) is { } place)
            {
                options.InsertRange(
                    Index(options, place.After),
                    SettingOptions.Create(setting, place.Help.Replace("{program}", appName, StringComparison.Ordinal)));
            }
        }

        return new(group.Title, [.. options, .. group.LastOptions]);
    }

    static int Index(List<Option> options, string? after) =>
        after is null ? options.Count : options.FindIndex(option => option.Name == after) + 1;
}

/// <summary>A group of nothing but settings.</summary>
/// <param name="title">The heading in the help.</param>
/// <param name="settings">The group of the settings.</param>
sealed class SettingsOnly(string title, SettingGroup settings) : IOptionGroup
{
    public string Title => title;

    public SettingGroup Group => settings;

    public IReadOnlyList<Option> Options => [];
}
