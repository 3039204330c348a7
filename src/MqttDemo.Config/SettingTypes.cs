using System.Globalization;

namespace MqttDemo.Config;

/// <summary>The types of settings that there are.</summary>
public static class SettingTypes
{
    /// <summary>About 46 days: the longest time that .NET's timers take.</summary>
    public const double LongestSeconds = 4_000_000;

    /// <summary>What is expected of a time.</summary>
    public const string SomeSeconds = "a number of seconds, such as 2 or 0.5";

    const string GroupName = "the name of a group, without '/', '+' and '#'";

    /// <summary>It is so or it is not.</summary>
    public static SettingType<bool?> Flag { get; } = new("true or false", "boolean", value => value switch
    {
        "true" => (true, null),
        "false" => (false, null),
        _ => (null, "true or false"),
    });

    /// <summary>A QoS.</summary>
    public static SettingType<QualityOfService?> Qos { get; } = new("0, 1 or 2", "integer", value => value switch
    {
        "0" => (QualityOfService.AtMostOnce, null),
        "1" => (QualityOfService.AtLeastOnce, null),
        "2" => (QualityOfService.ExactlyOnce, null),
        _ => (null, "0, 1 or 2"),
    })
    { Choices = ["0", "1", "2"] };

    /// <summary>Any text.</summary>
    /// <param name="what">What it is.</param>
    public static SettingType<string?> Text(string what) => new($"a text: {what}", "string", value => (value, null));

    /// <summary>The name of a group that shares its work (MQTT 5, section 4.8.2).</summary>
    public static SettingType<string?> Group { get; } = new(GroupName, "string", value =>
        value.Length > 0 && value.AsSpan().IndexOfAny("/+#\0") < 0 ? (value, null) : (null, GroupName));

    /// <summary>One of some words.</summary>
    /// <param name="words">The words.</param>
    public static SettingType<string?> Word(params IReadOnlyList<string> words)
    {
        var expected = $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
        return new(expected, "string", value => words.Contains(value) ? (value, null) : (null, expected)) { Choices = words };
    }

    /// <summary>A time that something may take: more than nothing.</summary>
    /// <param name="most">The longest one, in seconds.</param>
    public static SettingType<TimeSpan?> Duration(double most = LongestSeconds) => new("a number of seconds", "number", value => ParseSeconds(value) switch
    {
        null => (null, SomeSeconds),
        > 0 and var seconds when seconds <= most => (TimeSpan.FromSeconds(seconds), null),
        _ => (null, $"more than 0 and at most {most} seconds"),
    })
    { Most = most };

    /// <summary>A number of seconds as it is typed; null where it is none.</summary>
    /// <param name="value">The text.</param>
    public static double? ParseSeconds(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds) ? seconds : null;
}
