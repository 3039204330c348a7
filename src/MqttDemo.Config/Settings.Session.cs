using System.Collections.Immutable;

namespace MqttDemo.Config;

public static partial class Settings
{
    /// <summary>The session with the broker.</summary>
    public static class Session
    {
        /// <summary>The client identifier.</summary>
        public static Setting<string?> ClientId { get; } = new(
            "clientId", SettingTypes.Text() with { Pattern = SettingPatterns.WithoutNul })
        {
            Options = ["--id", "-i", "--client-id"],
            Summary = "The client id (default: random).",
            Places = Places("The client id (default: {program}- and random digits)."),
            DefaultText = "`publisher-` or `subscriber-` and random digits",
        };

        /// <summary>What a generated client identifier begins with.</summary>
        public static Setting<string?> ClientIdPrefix { get; } = new(
            "clientIdPrefix", SettingTypes.Text() with { Pattern = SettingPatterns.WithoutNul })
        {
            Options = ["--id-prefix", "-I", "--client-id-prefix"],
            Places = Places("What a generated client id begins with."),
            Excludes = [ClientId],
        };

        /// <summary>Ask the broker to keep the session.</summary>
        public static Setting<bool?> Keep { get; } = new("keepSession", SettingTypes.Flag)
        {
            Options = ["--keep-session", "-c", "--disable-clean-session"],
            Summary = "The broker keeps the session; needs -i.",
            Places = Places("Ask the broker to keep the session when the program ends; needs -i."),
            DefaultText = "false",
        };

        /// <summary>How long the broker keeps it (MQTT 5).</summary>
        public static Setting<uint?> Expiry { get; } = new("sessionExpiry", SettingTypes.SessionExpiry)
        {
            Options = ["--session-expiry", "-x", "--session-expiry-interval"],
            Places = Places("How long the broker keeps it (MQTT 5; default with -c: forever)."),
            DefaultText = "forever with `-c`",
        };

        /// <summary>How long a broker may be silent.</summary>
        public static Setting<int?> KeepAlive { get; } = new("keepAlive", SettingTypes.WholeNumber(0, 65535, "seconds"))
        {
            Options = ["--keepalive", "-k", "--keep-alive"],
            Places = Places("Give up a broker that is silent for one and a half times this; 0 is never (default: 60)."),
            Default = 60,
            DefaultText = "60",
        };

        /// <summary>How many messages may be unacknowledged at once.</summary>
        public static Setting<int?> MaxInFlight { get; } = new("maxInflight", SettingTypes.WholeNumber(1, 65535))
        {
            Options = ["--max-inflight", "-M"],
            Places = Places(
                $"Messages that may be unacknowledged at once (default: {ConnectionSettings.DefaultMaxInFlight} of "
                + "ours,"
                + $" {ConnectionSettings.DefaultReceiveMaximum} of the broker's)."),
            DefaultText =
                $"{ConnectionSettings.DefaultMaxInFlight} of ours, {ConnectionSettings.DefaultReceiveMaximum} of the "
                + "broker's",
        };

        /// <summary>The version of MQTT.</summary>
        public static Setting<ProtocolVersion?> Version { get; } = new("protocolVersion", SettingTypes.Version)
        {
            Options = ["--protocol-version", "-V"],
            Places = Places("The version of MQTT (default: 5, and 311 where the broker refuses it)."),
            DefaultText = "5, and 311 where the broker refuses it",
        };

        /// <summary>What the broker is told at the end (MQTT 5, section 3.14.2.1).</summary>
        public static Setting<byte?> DisconnectReason { get; } = new("disconnectReason", SettingTypes.DisconnectReason)
        {
            Options = ["--disconnect-reason"],
            Places = Places(
                "What the broker is told at the end: normal, with-will (it publishes the will) or a code (MQTT 5)."),
            DefaultText = "normal",
            IsOptionOnly = true,
        };

        internal static ImmutableArray<Setting> All { get; } =
            [ClientId, ClientIdPrefix, Keep, Expiry, KeepAlive, MaxInFlight, Version, DisconnectReason];

        static ImmutableArray<SettingPlace> Places(string help) => SettingPlace.Everywhere(SettingGroup.Session, help);
    }
}
