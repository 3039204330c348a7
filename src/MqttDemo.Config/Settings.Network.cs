using System.Collections.Immutable;

namespace MqttDemo.Config;

public static partial class Settings
{
    /// <summary>
    /// The way to the broker. As the port, the way to a WebSocket belongs to its broker, and its headers may hold a
    /// token.
    /// </summary>
    public static class Network
    {
        /// <summary>Connect over WebSocket.</summary>
        public static Setting<bool?> WebSocket { get; } = new("ws", SettingTypes.Flag)
        {
            Options = ["--ws"],
            Places = Places("Connect over WebSocket, as ws:// and wss:// do (ports 80 and 443)."),
            DefaultText = "false",
            BelongsTo = Broker.Address,
        };

        /// <summary>The path of the WebSocket.</summary>
        public static Setting<string?> WebSocketPath { get; } = new(
            "wsPath", SettingTypes.Text("a path", "path") with { Pattern = SettingPatterns.RequestTarget })
        {
            Options = ["--ws-path"],
            Places = Places("The path of the WebSocket (default: /mqtt; implies --ws)."),
            DefaultText = "`/mqtt`",
            BelongsTo = Broker.Address,
        };

        /// <summary>Headers of the request for the WebSocket.</summary>
        public static Setting<IReadOnlyList<string>?> WebSocketHeader { get; } = new(
            "wsHeader", SettingTypes.Texts("Name: value", "Name: value") with { Pattern = SettingPatterns.Header })
        {
            Options = ["--ws-header"],
            Places = Places("A header of the request for the WebSocket; can be given many times (implies --ws)."),
            BelongsTo = Broker.Address,
            HoldsSecret = headers =>
                headers?.Any(header => header.StartsWith("Authorization", StringComparison.OrdinalIgnoreCase)) ?? false,
        };

        /// <summary>The URL of a proxy; empty for none.</summary>
        public static Setting<string?> Proxy { get; } = new(
            "proxy",
            SettingTypes.Text("a URL with socks5h:// or http://", "url") with { Pattern = SettingPatterns.Proxy })
        {
            Options = ["--proxy"],
            Places = Places("Connect through socks5h://[user:password@]host[:port], socks5:// or http://"
                + " (default: ALL_PROXY, except for NO_PROXY and this machine; '' for none)."),
            DefaultText = "`ALL_PROXY`, except for `NO_PROXY`",
            HoldsSecret = proxy => proxy is not null && UrlParts.HoldPassword(proxy),
        };

        /// <summary>The address of this machine to connect from.</summary>
        public static Setting<string?> BindAddress { get; } = new(
            "bindAddress",
            SettingTypes.Text("a host name or an IP address", "address") with { Pattern = SettingPatterns.Something })
        {
            Options = ["--bind-address", "-A"],
            Places = Places("The address of this machine to connect from, or its name."),
        };

        /// <summary>The host is a domain whose SRV records name the brokers.</summary>
        public static Setting<bool?> Srv { get; } = new("srv", SettingTypes.Flag)
        {
            Options = ["--srv", "-S"],
            Places = Places(
                "The host is a domain: its SRV records (_mqtt._tcp, with TLS _secure-mqtt._tcp) name the brokers, "
                + "which are tried in turn."),
            DefaultText = "false",
            BelongsTo = Broker.Address,
        };

        /// <summary>Changes nothing.</summary>
        public static Setting<bool?> NoDelay { get; } = new("nodelay", SettingTypes.Flag)
        {
            Options = ["--nodelay"],
            Places = Places("Accepted as in mosquitto_pub: TCP_NODELAY is always on."),
            IsOptionOnly = true,
        };

        internal static ImmutableArray<Setting> All { get; } =
            [WebSocket, WebSocketPath, WebSocketHeader, Proxy, BindAddress, Srv, NoDelay];

        static ImmutableArray<SettingPlace> Places(string help) => SettingPlace.Everywhere(SettingGroup.Network, help);
    }
}
