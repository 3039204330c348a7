using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Parsing;

/// <summary>
/// The options of a command, found by their names. Those of settings are made when they are asked for: every start
/// would pay for all of them.
/// </summary>
/// <param name="groups">The groups of the help.</param>
/// <param name="program">The program: of some settings it has no option, or one with a help of its own.</param>
/// <param name="appName">How the help calls the program.</param>
public sealed class KnownOptions(IReadOnlyList<IOptionGroup> groups, Programs program, string appName)
{
    readonly List<Option> own = Own(groups);
    readonly Dictionary<Setting, IReadOnlyList<Option>> ofSettings = [];

    /// <summary>The headings of the help, with their options.</summary>
    internal IReadOnlyList<OptionSection> Sections => field ??= [.. groups.Select(Section)];

    /// <summary>All of them, in the order of the help.</summary>
    internal IEnumerable<Option> All => Sections.SelectMany(section => section.Options);

    /// <summary>All names of them.</summary>
    internal IEnumerable<string> Names => All.SelectMany(NamesOf);

    internal bool Find(string name, [NotNullWhen(true)] out Option? option) =>
        (option = FindIn(own, name) ?? FindOfSetting(name)) is not null;

    /// <summary>The program that has an option which this one lacks; null where none has it.</summary>
    internal string? WhoHas(string name)
    {
        var others = Settings.All.Where(setting => setting.HasOption(name)).ToList();
        bool Has(Programs one) => others.Exists(setting => setting.PlaceIn(one) is not null);
        return Has(program) ? null
            : Has(Programs.Publisher) ? "publisher"
            : Has(Programs.Subscriber) ? "subscriber"
            : Has(Programs.Request) ? "publisher request"
            : OwnOptions.WhoHas(name);
    }

    static List<Option> Own(IReadOnlyList<IOptionGroup> groups)
    {
        var own = new List<Option>();
        foreach (var group in groups)
        {
            own.AddRange(group.Options);
            own.AddRange(group.LastOptions);
        }

        return own;
    }

    Option? FindOfSetting(string name)
    {
        foreach (var setting in Settings.All)
        {
            if (setting.HasOption(name) && setting.PlaceIn(program) is { } place)
            {
                return FindIn(Of(setting, place), name);
            }
        }

        return null;
    }

    static Option? FindIn(IReadOnlyList<Option> options, string name)
    {
        foreach (var option in options)
        {
            if (NamesOf(option).Contains(name))
            {
                return option;
            }
        }

        return null;
    }

    static IReadOnlyList<string> NamesOf(Option option) => ((IReadOption)option).Names;

    IReadOnlyList<Option> Of(Setting setting, SettingPlace place)
    {
        if (!ofSettings.TryGetValue(setting, out var options))
        {
            options = SettingOptions.Create(
                setting, place.Help.Replace("{program}", appName, StringComparison.Ordinal));
            ofSettings.Add(setting, options);
        }

        return options;
    }

    /// <summary>The options of a group, and those of the settings that have their place there.</summary>
    OptionSection Section(IOptionGroup group)
    {
        var options = group.Options.ToList();
        foreach (var setting in group.Group == SettingGroup.None ? [] : Settings.All)
        {
            if (setting.PlaceIn(program) is { } place && place.Group == group.Group)
            {
                var index = place.After is null
                    ? options.Count
                    : options.FindIndex(option => option.Name == place.After) + 1;
                options.InsertRange(index, Of(setting, place));
            }
        }

        return new(group.Title, group.HelpWord, group.Examples, [.. options, .. group.LastOptions]);
    }
}

/// <summary>A heading of the help with its options.</summary>
/// <param name="Title">The heading.</param>
/// <param name="HelpWord">The word that asks the help for it.</param>
/// <param name="Examples">Command lines; {run} stands for one of the command.</param>
/// <param name="Options">The options in their order.</param>
sealed record OptionSection(
    string Title, string HelpWord, IReadOnlyList<string> Examples, IReadOnlyList<Option> Options);
