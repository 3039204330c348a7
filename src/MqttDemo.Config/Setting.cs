using System.Collections.Immutable;

namespace MqttDemo.Config;

/// <summary>
/// A setting, with everything that there is to say about it. From here come its option and the help, its key in
/// config.json and the JSON schema, its environment variable, its checks, its precedence and its row in
/// docs/reference.md.
/// </summary>
/// <param name="key">Its key in config.json; with a dot in it, that of an object and that of the setting in it.</param>
/// <param name="type">What it takes.</param>
public abstract class Setting(string key, SettingType type)
{
    /// <summary>Its key in config.json; with a dot in it, that of an object and that of the setting in it.</summary>
    public string Key { get; } = key;

    /// <summary>The key at the top of config.json.</summary>
    public string TopKey { get; } = key.IndexOf('.') is > 0 and var dot ? key[..dot] : key;

    /// <summary>What it takes.</summary>
    public SettingType Type { get; } = type;

    /// <summary>The names of its option; the first is that of the errors.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The one of them that a sentence names: the short one, if there is one.</summary>
    public string ShownOption
    {
        get => field ?? Options.FirstOrDefault(option => option.Length == 2) ?? Options[0];
        init;
    }

    /// <summary>The option that turns it off; null is none.</summary>
    public string? Off { get; init; }

    /// <summary>What the help says of that option; null says it beside the option itself.</summary>
    public string? OffHelp { get; init; }

    /// <summary>Options that stand for one value each.</summary>
    public IReadOnlyList<SettingShorthand> Shorthands { get; init; } = [];

    /// <summary>Where its option stands in the help, by program.</summary>
    public ImmutableArray<SettingPlace> Places { get; init; } = [];

    /// <summary>What the first screen of the help says of it; null is nothing, and it is not shown there.</summary>
    public string? Summary { get; init; }

    /// <summary>What the help calls its value; null as its type does.</summary>
    public string? ValueName { get; init; }

    /// <summary>What the error of the option adds for a wrong value; null is nothing.</summary>
    public Func<string, string>? Remark { get; init; }

    /// <summary>Its option can be given without a value.</summary>
    public bool ValueIsOptional { get; init; }

    /// <summary>It cannot stand in config.json.</summary>
    public bool IsOptionOnly { get; init; }

    /// <summary>Its environment variable; null is none.</summary>
    public string? Variable { get; init; }

    /// <summary>What docs/reference.md says of its default.</summary>
    public string DefaultText { get; init; } = "";

    /// <summary>
    /// Where this one is given, those are not, in the same source; and one that is given in a lower source does not
    /// count.
    /// </summary>
    public IReadOnlyList<Setting> Excludes { get; init; } = [];

    /// <summary>Where a source gives that setting, a value of this one in a lower source does not count.</summary>
    public Setting? BelongsTo { get; init; }

    /// <summary>A setting that this one turns on, whatever a lower source says of it.</summary>
    public Setting<bool?>? Implies { get; init; }

    /// <summary>The setting, to stand in a sentence.</summary>
    public NamedSetting Named => new(new([this]));

    /// <summary>The programs that have it.</summary>
    public Programs Programs => Places.Aggregate(Programs.None, (programs, place) => programs | place.Programs);

    /// <summary>The setting with a value that is advised, to stand in a sentence.</summary>
    /// <param name="value">The value, as it is typed.</param>
    public NamedSetting To(string value) => new(new([this], value));

    /// <summary>Settings of which one will do, to stand in a sentence.</summary>
    /// <param name="settings">The settings.</param>
    public static NamedSetting AnyOf(params IReadOnlyList<Setting> settings) => new(new(settings));

    /// <summary>Its place in the help of a program; null where it has no option there.</summary>
    /// <param name="program">The program.</param>
    public SettingPlace? PlaceIn(Programs program)
    {
        foreach (var place in Places)
        {
            if (place.Group != SettingGroup.None && (place.Programs & program) != 0)
            {
                return place;
            }
        }

        return null;
    }

    /// <summary>One of its options has this name.</summary>
    /// <param name="name">The name.</param>
    public bool HasOption(string name)
    {
        // A loop, because each start asks each setting for each name that is typed.
        foreach (var shorthand in Shorthands)
        {
            if (shorthand.Options.Contains(name))
            {
                return true;
            }
        }

        return Off == name || Options.Contains(name);
    }

    /// <summary>Where a source gives this one, the other does not count in a lower one.</summary>
    /// <param name="other">It may be the same.</param>
    public bool Displaces(Setting other) => this == other || Excludes.Contains(other) || other.Excludes.Contains(this);

    /// <summary>A value of it holds a secret.</summary>
    /// <param name="value">The value.</param>
    public abstract bool IsSecret(object value);

    /// <summary>The value of its option or its variable, or what was expected instead.</summary>
    /// <param name="text">As it is typed.</param>
    public abstract (object? Value, string? Expected) Read(string text);

    /// <summary>The same for the text of a value in config.json.</summary>
    internal abstract (object? Value, string? Expected) ReadJson(string text);
}

/// <summary>A setting with values of one type.</summary>
/// <typeparam name="T">The type of its value, which can be null.</typeparam>
/// <param name="key">Its key in config.json.</param>
/// <param name="type">What it takes.</param>
public sealed class Setting<T>(string key, SettingType<T> type) : Setting(key, type)
{
    /// <summary>Its value where no source gives one; null is none.</summary>
    public T? Default { get; init; }

    /// <summary>Whether a value of it holds a secret; null is never.</summary>
    public Func<T, bool>? HoldsSecret { get; init; }

    /// <inheritdoc/>
    public override bool IsSecret(object value) => HoldsSecret?.Invoke((T)value) ?? false;

    /// <inheritdoc/>
    public override (object? Value, string? Expected) Read(string text) => type.Parse(text);

    internal override (object? Value, string? Expected) ReadJson(string text) =>
        type.Choices?.Contains(text) == false ? (null, type.Expected) : (type.ParseJson ?? type.Parse)(text);
}
