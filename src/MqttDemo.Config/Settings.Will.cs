using System.Collections.Immutable;

namespace MqttDemo.Config;

public static partial class Settings
{
    /// <summary>What the broker publishes when the client vanishes.</summary>
    public static class Will
    {
        /// <summary>Its topic.</summary>
        public static Setting<string?> Topic { get; } = new("will.topic", SettingTypes.Text(valueName: "topic"))
        {
            Options = ["--will-topic"],
            Places = Places("What the broker publishes when this client vanishes: its topic."),
        };

        /// <summary>Its payload.</summary>
        public static Setting<string?> Payload { get; } = new("will.payload", SettingTypes.Bytes())
        {
            Options = ["--will-payload", "--will-message"],
            Places = Places("Its payload (default: none)."),
            DefaultText = "none",
        };

        /// <summary>A file with its payload.</summary>
        public static Setting<string?> File { get; } = new("will.file", SettingTypes.File)
        {
            Options = ["--will-file"],
            Places = Places("A file with its payload."),
            Excludes = [Payload],
        };

        /// <summary>Its QoS.</summary>
        public static Setting<QualityOfService?> Qos { get; } = new("will.qos", SettingTypes.Qos)
        {
            Options = ["--will-qos"],
            Places = Places("Its QoS (default: 0)."),
            DefaultText = "0",
        };

        /// <summary>The broker keeps it for later subscribers.</summary>
        public static Setting<bool?> Retain { get; } = new("will.retain", SettingTypes.Flag)
        {
            Options = ["--will-retain"],
            Places = Places("The broker keeps it for later subscribers."),
            DefaultText = "false",
        };

        /// <summary>How long the broker waits for the client to come back first (MQTT 5).</summary>
        public static Setting<uint?> Delay { get; } = new("will.delayInterval", SettingTypes.Interval)
        {
            Options = ["--will-delay"],
            Places = Places("How long the broker waits for this client to come back first (MQTT 5)."),
        };

        internal static ImmutableArray<Setting> All { get; } = [Topic, Payload, File, Qos, Retain, Delay];

        static ImmutableArray<SettingPlace> Places(string help) => SettingPlace.Everywhere(SettingGroup.Will, help);
    }
}
