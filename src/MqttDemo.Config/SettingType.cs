namespace MqttDemo.Config;

/// <summary>What a setting takes.</summary>
/// <param name="Expected">What its value has to be, as the end of "must be".</param>
/// <param name="JsonType">Its type in a JSON schema: boolean, integer, number, string, or array (of strings).</param>
public abstract record SettingType(string Expected, string JsonType)
{
    /// <summary>What the help calls a value; null where the option takes none.</summary>
    public string? ValueName { get; init; }

    /// <summary>All values that there are; null where they cannot be listed.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Frequent values, for shells to complete, where not all can be listed.</summary>
    public IReadOnlyList<string> FrequentValues { get; init; } = [];

    /// <summary>The smallest value of a number; null where it is only more than 0.</summary>
    public double? Least { get; init; }

    /// <summary>The largest value of a number; null where there is none.</summary>
    public double? Most { get; init; }

    /// <summary>A regular expression that a text matches, or each of many; null for any text.</summary>
    public string? Pattern { get; init; }

    /// <summary>What completes it in a shell.</summary>
    public SettingCompletion Completion { get; init; }

    /// <summary>MQTT carries it as bytes: in an options file it need not be UTF-8.</summary>
    public bool TakesBytes { get; init; }

    /// <summary>Its option can be given many times.</summary>
    public bool TakesMany => JsonType == "array";
}

/// <summary>What completes the value of an option in a shell.</summary>
public enum SettingCompletion
{
    /// <summary>Nothing, or its choices where it has some.</summary>
    Choices,

    /// <summary>The path of a file.</summary>
    File,

    /// <summary>The path of a folder.</summary>
    Folder,

    /// <summary>The name of a profile in config.json.</summary>
    Profile,
}

/// <summary>What a setting takes: the same check for its option, its variable and its key in config.json.</summary>
/// <typeparam name="T">The type of its value, which can be null.</typeparam>
/// <param name="Expected">What its value has to be, as the end of "must be".</param>
/// <param name="JsonType">Its type in a JSON schema.</param>
/// <param name="Parse">Gives the value that a text stands for, or says what was expected instead.</param>
public sealed record SettingType<T>(string Expected, string JsonType, Func<string, (T Value, string? Expected)> Parse)
    : SettingType(Expected, JsonType)
{
    /// <summary>The same for the text of a value in config.json, where that is another one.</summary>
    public Func<string, (T Value, string? Expected)>? ParseJson { get; init; }
}
