namespace MqttDemo.Config;

/// <summary>What a setting takes.</summary>
/// <param name="Expected">What its value has to be, as the end of "must be".</param>
/// <param name="JsonType">Its type in a JSON schema: boolean, integer, number or string.</param>
public abstract record SettingType(string Expected, string JsonType)
{
    /// <summary>All values that there are; null where they cannot be listed.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>The largest value, of a number that is more than 0; null where there is none.</summary>
    public double? Most { get; init; }
}

/// <summary>What a setting takes: the same check for its option and for its key in config.json.</summary>
/// <typeparam name="T">The type of its value, which can be null.</typeparam>
/// <param name="Expected">What its value has to be, as the end of "must be".</param>
/// <param name="JsonType">Its type in a JSON schema.</param>
/// <param name="Parse">Gives the value that a text stands for, or says what was expected instead.</param>
public sealed record SettingType<T>(string Expected, string JsonType, Func<string, (T Value, string? Expected)> Parse)
    : SettingType(Expected, JsonType);
