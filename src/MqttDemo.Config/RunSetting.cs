namespace MqttDemo.Config;

/// <summary>A setting of a run, beside those of its connection: an option of one of the programs or of both, and a key in config.json.</summary>
/// <param name="key">Its key in config.json.</param>
/// <param name="type">What it takes.</param>
public abstract class RunSetting(string key, SettingType type)
{
    /// <summary>Its key in config.json.</summary>
    public string Key { get; } = key;

    /// <summary>What it takes.</summary>
    public SettingType Type { get; } = type;

    /// <summary>Settings with the same word here exclude each other: one of them counts, and the source that is asked first has the choice.</summary>
    public string? Family { get; init; }

    /// <summary>How it is read from config.json.</summary>
    internal abstract ConfigKey<SettingsLayer> ConfigKey { get; }

    /// <summary>Where this one is given, the other does not count.</summary>
    /// <param name="other">It may be the same.</param>
    public bool Displaces(RunSetting other) => this == other || (Family is not null && Family == other.Family);
}

/// <summary>A setting of a run with values of one type.</summary>
/// <typeparam name="T">The type of its value, which can be null.</typeparam>
/// <param name="key">Its key in config.json.</param>
/// <param name="type">What it takes.</param>
public sealed class RunSetting<T>(string key, SettingType<T> type) : RunSetting(key, type)
{
    /// <summary>Gives the value that a text stands for, or says what was expected instead.</summary>
    public Func<string, (T Value, string? Expected)> Parse => type.Parse;

    internal override ConfigKey<SettingsLayer> ConfigKey => new(
        type.Expected, (layer, ref json) => layer with { Run = json.RunValue(layer.Run ?? RunValues.None, this) }, layer => layer.Run?.Find(this));
}
