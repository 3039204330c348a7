using System.Collections.Immutable;

namespace MqttDemo.Config;

/// <summary>
/// The settings of a run that can stand in config.json: how somebody is used to work, or what a broker asks for. What
/// is one task's own (a source, a count, a filter, a command) is an option only. No environment variable gives them:
/// MQTT_QOS and MQTT_RETAIN describe a message to the commands of the subscriber, and a publisher among these must not
/// take them for its own.
/// </summary>
public static class RunSettings
{
    /// <summary>The QoS to publish at, or the highest one to receive at.</summary>
    public static Setting<QualityOfService?> Qos { get; } = new("qos", SettingTypes.Qos)
    {
        Options = ["--qos", "-q"],
        Summary = "At most once, at least once or exactly once.",
        Places =
        [
            new(
                Programs.Publishing,
                SettingGroup.Messages,
                "At most once, at least once or exactly once (default: 0)."),
            new(
                Programs.Subscriber, SettingGroup.Topics, "The highest QoS at which messages come (default: 0).",
                After: "--unsubscribe"),
        ],
        DefaultText = "0",
    };

    /// <summary>The group with which a subscriber shares the messages.</summary>
    public static Setting<string?> Share { get; } = new("share", SettingTypes.Group)
    {
        Options = ["--share"],
        Places =
        [
            new(
                Programs.Subscriber, SettingGroup.Topics,
                "Share the messages with the others of this group: each goes to one of them. For every -t.",
                After: "--topic"),
        ],
    };

    /// <summary>Go on with a lower QoS where the broker takes or grants no higher one.</summary>
    public static Setting<bool?> AllowDowngrade { get; } = new("allowDowngrade", SettingTypes.Flag)
    {
        Options = ["--allow-downgrade"],
        Off = "--no-allow-downgrade",
        Places =
        [
            new(
                Programs.Publishing,
                SettingGroup.Messages,
                "Accept a lower QoS where the broker supports no higher."),
            new(Programs.Subscriber, SettingGroup.Topics, "Go on when the broker grants a lower QoS.", After: "--qos"),
        ],
        DefaultText = "false",
    };

    /// <summary>The broker keeps the last message.</summary>
    public static Setting<bool?> Retain { get; } = new("retain", SettingTypes.Flag)
    {
        Options = ["--retain", "-r"],
        Summary = "The broker keeps it for later subscribers.",
        Off = "--no-retain",
        Places = [
            new(Programs.Publishing, SettingGroup.Messages, "The broker keeps the last message for later subscribers.")
        ],
        DefaultText = "false",
    };

    /// <summary>Say at the end what became of the messages.</summary>
    public static Setting<bool?> Statistics { get; } = new("stats", SettingTypes.Flag)
    {
        Options = ["--stats"],
        Off = "--no-stats",
        Places = [new(Programs.Publisher, SettingGroup.Messages, "Say at the end what became of the messages.")],
        DefaultText = "false",
    };

    /// <summary>How messages are written.</summary>
    public static Setting<string?> Format { get; } = new(
        "format", SettingTypes.Word("sentence", "payload", "verbose", "raw", "hex", "base64", "json"))
    {
        Options = ["--format"],
        Remark = _ => " (a template goes with -F)",
        Shorthands =
        [
            new("verbose", "The topic before the payload (--format verbose).", "--verbose", "-v")
            {
                Summary = "The topic before the payload.",
            },
            new("raw", "The bytes and nothing else, in a terminal too (--format raw).", "--raw"),
            new("hex", "The payload in hexadecimal (--format hex).", "--hex"),
            new("base64", "The payload in Base64 (--format base64).", "--base64"),
            new("json", "One JSON object per line (--format json).", "--json")
            {
                Summary = "One JSON object per line.",
            },
        ],
        Places =
        [
            new(
                Programs.Subscriber, SettingGroup.Output,
                "sentence, payload, verbose, raw, hex, base64 or json (default: sentence in a terminal, raw with "
                + "--output-dir, payload elsewhere)."),
            new(
                Programs.Request, SettingGroup.Output,
                "sentence, payload, verbose, raw, hex, base64 or json (default: raw with --output-dir, payload "
                + "elsewhere)."),
        ],
        DefaultText = "`sentence` in a terminal, `payload` elsewhere",
    };

    /// <summary>The same, by a template.</summary>
    public static Setting<string?> Template { get; } = new(
        "template", SettingTypes.Text("a template such as '%t %p'", "template"))
    {
        Options = ["--template", "-F"],
        Summary = "As in '%I %t %p'; --help template has the codes.",
        Places =
        [
            new(
                Programs.Writing, SettingGroup.Output,
                "As mosquitto_sub's -F: %t topic, %p payload, %x hex, %j JSON, %q QoS, %r retain, %I time, @Y-@m-@d "
                + "parts of it, \\n ... Overrides -v.",
                After: "--format"),
        ],
        Excludes = [Format],
    };

    /// <summary>JSON goes over several lines.</summary>
    public static Setting<bool?> Pretty { get; } = new("pretty", SettingTypes.Flag)
    {
        Options = ["--pretty"],
        Off = "--no-pretty",
        Places = [new(Programs.Writing, SettingGroup.Output, "JSON over several lines, indented.")],
        DefaultText = "false",
    };

    /// <summary>How long the whole run may take.</summary>
    public static Setting<TimeSpan?> Timeout { get; } = new("timeout", SettingTypes.Duration())
    {
        Options = ["--timeout", "-W"],
        Summary = "End after this many seconds.",
        Places =
        [
            new(
                Programs.Publisher,
                SettingGroup.Ending,
                "End after this many seconds, with exit code 27, whatever is still on its way."),
            new(
                Programs.Request, SettingGroup.Replies, "Wait no longer than this, then end with exit code 27.",
                After: "--count"),
            new(Programs.Subscriber, SettingGroup.Ending, "End after this many seconds, with exit code 27."),
        ],
        DefaultText = "no limit",
    };

    /// <summary>How long a subscriber waits for the next message.</summary>
    public static Setting<TimeSpan?> Idle { get; } = new("idle", SettingTypes.Duration())
    {
        Options = ["--idle"],
        Places = [
            new(
                Programs.Subscriber,
                SettingGroup.Ending,
                "End after this many seconds without a message, with exit code 27.")],
        DefaultText = "no limit",
    };

    /// <summary>How often a subscriber sends a message to itself, to see that the broker delivers.</summary>
    public static Setting<TimeSpan?> Probe { get; } = new("probe", SettingTypes.Period(0.1, 3600))
    {
        Options = ["--probe"],
        Places =
        [
            new(
                Programs.Subscriber, SettingGroup.Topics,
                "Send itself a message this often, and leave a broker that does not deliver it (0.1 to 3600).",
                After: "--each-subscription"),
        ],
        DefaultText = "never",
    };

    /// <summary>How long the broker is waited for at the end.</summary>
    public static Setting<TimeSpan?> DrainTimeout { get; } = new("drainTimeout", SettingTypes.Duration())
    {
        Options = ["--drain-timeout"],
        Places =
        [
            new(
                Programs.Publisher,
                SettingGroup.Ending,
                "When interrupted, wait this many seconds for what is in flight (default: 5)."),
            new(
                Programs.Subscriber, SettingGroup.Ending,
                "At the end, wait this many seconds until the broker has the answers and removals of --reply and "
                + "--remove-retained,"
                + " and a member of a group without -c has dealt with what is assigned to it (default: 5)."),
        ],
        Default = TimeSpan.FromSeconds(5),
        DefaultText = "5",
    };

    /// <summary>Print only errors, and warnings of what may be lost.</summary>
    public static Setting<bool?> Quiet { get; } = new("quiet", SettingTypes.Flag)
    {
        Options = ["--quiet"],
        Off = "--no-quiet",
        Places = [new(Programs.All, SettingGroup.General, "Print only errors, and warnings of what may be lost.")],
        DefaultText = "false",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Setting> All { get; } =
    [
        Qos, Share, AllowDowngrade, Retain, Statistics, Format, Template, Pretty, Timeout, Idle, Probe, DrainTimeout,
        Quiet,
    ];
}
