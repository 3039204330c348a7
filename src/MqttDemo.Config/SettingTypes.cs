using System.Globalization;

namespace MqttDemo.Config;

/// <summary>The types of settings that there are.</summary>
public static class SettingTypes
{
    /// <summary>About 46 days: the longest time that .NET's timers take.</summary>
    public const double LongestSeconds = 4_000_000;

    /// <summary>What is expected of a time.</summary>
    public const string SomeSeconds = "a number of seconds, such as 2 or 0.5";

    const string Seconds = "seconds";

    const string DisconnectReasons =
        "normal, with-will or one of the specification's codes for a client, such as 0x80 or 152";

    const string GroupName = "the name of a group, without '/', '+' and '#'";

    /// <summary>It is so or it is not.</summary>
    public static SettingType<bool?> Flag { get; } = new(
        "true or false", "boolean", value => Choose(value, "true", "false"));

    /// <summary>The same for an option that takes a value.</summary>
    public static SettingType<bool?> YesOrNo { get; } = new(
        "true or false", "boolean", value => Choose(value, "yes", "no"))
    {
        ValueName = "yes|no",
        ParseJson = Flag.Parse,
    };

    /// <summary>A QoS.</summary>
    public static SettingType<QualityOfService?> Qos { get; } = new("0, 1 or 2", "integer", value => value switch
    {
        "0" => (QualityOfService.AtMostOnce, null),
        "1" => (QualityOfService.AtLeastOnce, null),
        "2" => (QualityOfService.ExactlyOnce, null),
        _ => (null, "0, 1 or 2"),
    })
    { Choices = ["0", "1", "2"], ValueName = "0|1|2" };

    /// <summary>A version of MQTT; an option takes it as mosquitto spells it too.</summary>
    public static SettingType<ProtocolVersion?> Version { get; } = new("5, 311 or 31", "integer", value => value switch
    {
        "5" or "mqttv5" => (ProtocolVersion.Mqtt5, null),
        "311" or "3.1.1" or "mqttv311" => (ProtocolVersion.Mqtt311, null),
        "31" or "3.1" or "mqttv31" => (ProtocolVersion.Mqtt31, null),
        _ => (null, "5, 311 or 31"),
    })
    { Choices = ["5", "311", "31"], ValueName = "5|311|31" };

    /// <summary>The path of a file that is read.</summary>
    public static SettingType<string?> File { get; } = FileOr("standard input is /dev/stdin");

    /// <summary>The path of a file that is written.</summary>
    public static SettingType<string?> NewFile { get; } = FileOr("standard error is /dev/stderr");

    /// <summary>The path of a folder.</summary>
    public static SettingType<string?> Folder { get; } = Path("the path of a folder", "a folder of that name is ./-")
        with
    {
        ValueName = "folder",
        Completion = SettingCompletion.Folder,
    };

    /// <summary>The name of a profile in config.json.</summary>
    public static SettingType<string?> Profile { get; } = Text("the name of a profile") with
    {
        ValueName = "name",
        Completion = SettingCompletion.Profile,
    };

    /// <summary>A time to wait, which can be none.</summary>
    public static SettingType<double?> Wait => new("a number of seconds", "number", value => ParseSeconds(value) switch
    {
        null or < 0 => (null, SomeSeconds),
        <= LongestSeconds and var seconds => (seconds, null),
        _ => (null, $"at most {LongestSeconds} seconds"),
    })
    { Least = 0, Most = LongestSeconds, ValueName = Seconds };

    /// <summary>The name of a group that shares its work (MQTT 5, section 4.8.2).</summary>
    public static SettingType<string?> Group { get; } = new(GroupName, "string", value =>
        value.Length > 0 && value.AsSpan().IndexOfAny("/+#\0") < 0 ? (value, null) : (null, GroupName))
    { Pattern = "^[^/+#\\u0000]+$", ValueName = "group" };

    /// <summary>How long a broker keeps a session; <see cref="ConnectionSettings.NeverExpires"/> is forever.</summary>
    public static SettingType<uint?> SessionExpiry { get; } = new(
        "a whole number of seconds, -1 forever", "integer", value => value switch
    {
        "∞" or "-1" => (ConnectionSettings.NeverExpires, null),
        _ => ParseWhole(value) switch
        {
            null => (null, "a whole number of seconds, or -1 forever"),
            >= 0 and <= uint.MaxValue and var seconds => ((uint)seconds, null),
            _ => (null, $"0 to {uint.MaxValue} seconds, or -1 forever"),
        },
    })
    { Least = -1, Most = uint.MaxValue, ValueName = Seconds };

    /// <summary>A time that an interval of MQTT has: whole seconds.</summary>
    public static SettingType<uint?> Interval { get; } = new("a whole number of seconds", "integer", value =>
        ParseWhole(value) is >= 0 and <= uint.MaxValue and var seconds
            ? ((uint)seconds, null)
            : (null, "a whole number of seconds"))
    { Least = 0, Most = uint.MaxValue, ValueName = Seconds };

    /// <summary>The reasons with which a client can end a connection (MQTT 5, section 3.14.2.1).</summary>
    public static SettingType<byte?> DisconnectReason { get; } = new(DisconnectReasons, "string", value => value switch
    {
        "normal" => (0x00, null),
        "with-will" => (0x04, null),
        ['0', 'x', .. var hex]
            when byte.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && IsOfClients(code) => (code, null),
        _
            when byte.TryParse(
                value, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && IsOfClients(code) =>
                    (code, null),
        _ => (null, DisconnectReasons),
    })
    { ValueName = "reason", FrequentValues = ["normal", "with-will"] };

    /// <summary>Any text.</summary>
    /// <param name="what">What it is; empty says nothing more of it.</param>
    /// <param name="valueName">What the help calls it.</param>
    public static SettingType<string?> Text(string what = "", string valueName = "text") =>
        new(what.Length == 0 ? "a text" : $"a text: {what}", "string", value => (value, null))
        {
            ValueName = valueName,
        };

    /// <summary>The path of a file.</summary>
    /// <param name="instead">What to give instead of '-', which elsewhere is a stream of the process.</param>
    public static SettingType<string?> FileOr(string instead) =>
        Path("the path of a file", $"{instead}, a file of that name ./-") with
        {
            ValueName = "file",
            Completion = SettingCompletion.File,
        };

    /// <summary>
    /// A path. An option does not take '-': it is typed for a stream, and would make a file of that name.
    /// </summary>
    static SettingType<string?> Path(string what, string instead)
    {
        var text = Text(what);
        return text with
        {
            Parse = value => value == "-" ? (null, $"{what} ({instead})") : (value, null),
            ParseJson = text.Parse,
        };
    }

    /// <summary>A text that MQTT carries as bytes, which need not be UTF-8: a payload, or a password.</summary>
    /// <param name="valueName">What the help calls it.</param>
    public static SettingType<string?> Bytes(string valueName = "text") =>
        Text(valueName: valueName) with { TakesBytes = true };

    /// <summary>Texts, each with an option of its own.</summary>
    /// <param name="what">What one looks like.</param>
    /// <param name="valueName">What the help calls one.</param>
    public static SettingType<IReadOnlyList<string>?> Texts(string what, string valueName) =>
        new($"a list of texts such as {what}", "array", value => ([value], null)) { ValueName = valueName };

    /// <summary>One of some words.</summary>
    /// <param name="words">The words.</param>
    public static SettingType<string?> Word(params IReadOnlyList<string> words)
    {
        var expected = $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
        return new(expected, "string", value => words.Contains(value) ? (value, null) : (null, expected))
        {
            Choices = words,
            ValueName = "name",
        };
    }

    /// <summary>The same where each word stands for something.</summary>
    /// <param name="words">The words.</param>
    public static SettingType<T?> Choice<T>(params (string Word, T Value)[] words)
        where T : struct
    {
        string[] names = [.. words.Select(one => one.Word)];
        var expected = $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";
        return new(expected, "string", value =>
            Array.IndexOf(names, value) is >= 0 and var i ? (words[i].Value, null) : (null, expected))
        {
            Choices = names,
            ValueName = string.Join('|', names),
        };
    }

    /// <summary>A whole number.</summary>
    /// <param name="least">The smallest one.</param>
    /// <param name="most">The largest one; <see cref="int.MaxValue"/> is no end that somebody has to know.</param>
    /// <param name="unit">The unit; empty for a plain number.</param>
    public static SettingType<int?> WholeNumber(int least, int most, string unit = "")
    {
        var start = $"a whole number {(unit.Length == 0 ? "" : $"of {unit} ")}from {least}";
        var range = $"{start} to {most}";
        return new(
            range, "integer", value => ParseWhole(value) is { } number && number >= least && number <= most
                ? ((int)number, null)
                : (null, most == int.MaxValue && value.Length < 10 ? start : range))
        { Least = least, Most = most, ValueName = unit.Length == 0 ? "number" : unit };
    }

    /// <summary>A time that something may take: more than nothing.</summary>
    /// <param name="most">The longest one, in seconds.</param>
    public static SettingType<TimeSpan?> Duration(double most = LongestSeconds) =>
        new("a number of seconds", "number", value => ParseSeconds(value) switch
    {
        null => (null, SomeSeconds),
        > 0 and var seconds when seconds <= most => (TimeSpan.FromSeconds(seconds), null),
        _ => (null, $"more than 0 and at most {most} seconds"),
    })
        { Most = most, ValueName = Seconds };

    /// <summary>A time that lies in a range.</summary>
    /// <param name="least">The shortest one, in seconds.</param>
    /// <param name="most">The longest one, in seconds.</param>
    public static SettingType<TimeSpan?> Period(double least, double most)
    {
        return new("a number of seconds", "number", Parse) { Least = least, Most = most, ValueName = Seconds };

        (TimeSpan? Value, string? Expected) Parse(string value) => ParseSeconds(value) switch
        {
            null => (null, SomeSeconds),
            var seconds when seconds >= least && seconds <= most => (TimeSpan.FromSeconds(seconds.Value), null),
            _ => (null, string.Create(CultureInfo.InvariantCulture, $"{least} to {most} seconds")),
        };
    }

    /// <summary>A number of seconds as it is typed; null where it is none.</summary>
    /// <param name="value">The text.</param>
    public static double? ParseSeconds(string value) =>
        double.TryParse(
            value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var seconds)
            && double.IsFinite(seconds)
            ? seconds
            : null;

    static bool IsOfClients(byte code) =>
        code is 0x00 or 0x04 or (>= 0x80 and <= 0x83) or 0x90 or (>= 0x93 and <= 0x99);

    static long? ParseWhole(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    static (bool? Value, string? Expected) Choose(string value, string yes, string no) =>
        value == yes ? (true, null) : value == no ? (false, null) : (null, $"{yes} or {no}");
}
