using System.Collections.Immutable;

namespace MqttDemo.Config;

public static partial class Settings
{
    /// <summary>What is published or subscribed to where no option of the program's own says so.</summary>
    public static class Messages
    {
        /// <summary>The topic to publish to or to subscribe to.</summary>
        public static Setting<string?> Topic { get; } = new("topic", SettingTypes.Text(valueName: "topic"))
        {
            Options = ["--topic", "-t"],
            Summary = "The topic.",
            // A subscriber takes many, and they are no topics but filters.
            Places =
            [
                new(Programs.Publishing, SettingGroup.Messages, "The topic to publish to."),
                new(Programs.Subscriber, SettingGroup.None, ""),
            ],
            Variable = "MQTT_TOPIC",
            // The config.json that comes with the programs has it too.
            Default = "ssremex_test/topic",
            DefaultText = "`ssremex_test/topic`",
        };

        /// <summary>What the publisher sends when it is given no source.</summary>
        public static Setting<string?> Text { get; } = new("message", SettingTypes.Bytes())
        {
            Options = ["--message", "-m"],
            // One of several sources, which cannot be used together.
            Places = [
                new(Programs.Publisher, SettingGroup.None, "What the publisher sends when it is given no source.")],
            Default = "Hello MQTT",
            DefaultText = "`Hello MQTT`",
        };

        internal static ImmutableArray<Setting> All { get; } = [Topic, Text];
    }
}
