using System.Collections.Immutable;

namespace MqttDemo.Config;

public static partial class Settings
{
    /// <summary>Where the broker is.</summary>
    public static class Broker
    {
        /// <summary>One or more broker addresses, separated by commas.</summary>
        public static Setting<string?> Address { get; } = new(
            "broker",
            SettingTypes.Text("host, host:port or a URL", "address") with
            {
                Pattern = SettingPatterns.Brokers,
                FrequentValues = ["embedded", "localhost"],
            })
        {
            Options = ["--broker", "-b", "--host", "-h", "--url", "-L"],
            Summary = "A host, host:port, a URL, or 'embedded'.",
            ShownOption = "--broker",
            Places = Places(
                "The broker: host, host:port, a URL (mqtt://, mqtts://, ws://, wss://, unix://), the path of a unix "
                + "socket,"
                + " a list with commas, or 'embedded' (the subscriber serves it)."),
            Variable = "MQTT_BROKER",
            Default = "embedded",
            DefaultText = "`embedded`",
            HoldsSecret = broker => broker is not null && UrlParts.HoldPassword(broker),
        };

        /// <summary>The port, in place of any that the address names.</summary>
        public static Setting<int?> Port { get; } = new("port", SettingTypes.WholeNumber(1, 65535))
        {
            Options = ["--port", "-p"],
            Summary = "Its port (default: 1883, with TLS 8883).",
            Places = Places("Its port (default: 1883, with TLS 8883; WebSocket 80 and 443)."),
            DefaultText = "1883, with TLS 8883; WebSocket 80, with TLS 443",
            Remark = value => value.Length > 0 && value.All(char.IsAsciiDigit) ? "" : " (a password goes with -P)",
            BelongsTo = Address,
        };

        /// <summary>The path of a unix socket: another way to write the address.</summary>
        public static Setting<string?> Unix { get; } = new("unix", SettingTypes.File with { ValueName = "path" })
        {
            Options = ["--unix"],
            Places = Places("The broker at this unix socket."),
            IsOptionOnly = true,
            Excludes = [Address],
        };

        /// <summary>How long one attempt to connect may take.</summary>
        public static Setting<TimeSpan?> ConnectTimeout { get; } = new("connectTimeout", SettingTypes.Duration(86_400))
        {
            Options = ["--connect-timeout"],
            Places = Places("How long one attempt to connect may take (default: 10)."),
            DefaultText = "10",
        };

        /// <summary>The longest delay between two attempts to connect.</summary>
        public static Setting<TimeSpan?> ReconnectDelay { get; } = new("reconnectDelay", SettingTypes.Period(0.1, 3600))
        {
            Options = ["--reconnect-delay"],
            Places = Places("The longest delay between two attempts to connect, 0.1 to 3600 (default: 5)."),
            DefaultText = "5",
        };

        /// <summary>Keep trying when the first connection fails.</summary>
        public static Setting<bool?> Retry { get; } = new("retry", SettingTypes.Flag)
        {
            Options = ["--retry"],
            Places = Places("Keep trying when the first connection fails."),
            DefaultText = "false",
        };

        /// <summary>The brokers share their sessions.</summary>
        public static Setting<bool?> Cluster { get; } = new("cluster", SettingTypes.YesOrNo)
        {
            Options = ["--cluster"],
            Places = Places(
                "Whether the brokers of a list share their sessions, as the nodes of a cluster do (default: yes)."),
            DefaultText = "yes",
        };

        /// <summary>Go where a broker sends us.</summary>
        public static Setting<bool?> FollowRedirect { get; } = new("followRedirect", SettingTypes.Flag)
        {
            Options = ["--follow-redirect"],
            Places = Places("Follow the broker to another server that it names, with the same login (MQTT 5)."),
            DefaultText = "false",
        };

        internal static ImmutableArray<Setting> All { get; } =
            [Address, Port, Unix, ConnectTimeout, ReconnectDelay, Retry, Cluster, FollowRedirect];

        static ImmutableArray<SettingPlace> Places(string help) => SettingPlace.Everywhere(SettingGroup.Broker, help);
    }
}
