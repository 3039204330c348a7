namespace MqttDemo.Config;

/// <summary>
/// The settings of a run that can stand in config.json: how somebody is used to work, or what a broker asks for. What is one task's own (a source, a count,
/// a filter, a command) is an option only. Each is written here once, and named by its option. No environment variable gives them: MQTT_QOS and
/// MQTT_RETAIN describe a message to the commands of the subscriber, and a publisher among these must not take them for its own.
/// </summary>
public static class RunSettings
{
    /// <summary>The QoS to publish at, or the highest one to receive at.</summary>
    public static RunSetting<QualityOfService?> Qos { get; } = new("qos", SettingTypes.Qos);

    /// <summary>The group with which a subscriber shares the messages.</summary>
    public static RunSetting<string?> Share { get; } = new("share", SettingTypes.Group);

    /// <summary>Go on with a lower QoS where the broker takes or grants no higher one.</summary>
    public static RunSetting<bool?> AllowDowngrade { get; } = new("allowDowngrade", SettingTypes.Flag);

    /// <summary>The broker keeps the last message.</summary>
    public static RunSetting<bool?> Retain { get; } = new("retain", SettingTypes.Flag);

    /// <summary>Say at the end what became of the messages.</summary>
    public static RunSetting<bool?> Statistics { get; } = new("stats", SettingTypes.Flag);

    /// <summary>How messages are written.</summary>
    public static RunSetting<string?> Format { get; } = new(
        "format", SettingTypes.Word("sentence", "payload", "verbose", "raw", "hex", "base64", "json"))
    {
        Family = "format",
    };

    /// <summary>The same, by a template.</summary>
    public static RunSetting<string?> Template { get; } = new("template", SettingTypes.Text("a template such as '%t %p'")) { Family = "format" };

    /// <summary>JSON goes over several lines.</summary>
    public static RunSetting<bool?> Pretty { get; } = new("pretty", SettingTypes.Flag);

    /// <summary>How long the whole run may take.</summary>
    public static RunSetting<TimeSpan?> Timeout { get; } = new("timeout", SettingTypes.Duration());

    /// <summary>How long a subscriber waits for the next message.</summary>
    public static RunSetting<TimeSpan?> Idle { get; } = new("idle", SettingTypes.Duration());

    /// <summary>How long the broker is waited for at the end.</summary>
    public static RunSetting<TimeSpan?> DrainTimeout { get; } = new("drainTimeout", SettingTypes.Duration());

    /// <summary>Say nothing but errors, and warnings of what may be lost.</summary>
    public static RunSetting<bool?> Quiet { get; } = new("quiet", SettingTypes.Flag);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RunSetting> All { get; } =
        [Qos, Share, AllowDowngrade, Retain, Statistics, Format, Template, Pretty, Timeout, Idle, DrainTimeout, Quiet];
}
