using System.Text;

namespace MqttDemo.Config;

/// <summary>The address of a broker, from its spelling and from the options about the way to it.</summary>
static class BrokerCheck
{
    /// <summary>What fits into the address of a unix socket besides its final NUL (unix(7)).</summary>
    static int LongestSocketPath => OperatingSystem.IsMacOS() ? 103 : 107;

    public static BrokerAddress Address(BrokerReference reference, SettingsLayer layer)
    {
        var named = reference.Address;
        var port = layer.Get(Settings.Broker.Port);
        var path = layer.Get(Settings.Network.WebSocketPath);
        var wantsWebSocket = layer.Get(Settings.Network.WebSocket)
            ?? (path is not null || layer.Get(Settings.Network.WebSocketHeader) is { Count: > 0 });
        if (named.Scheme == BrokerScheme.Unix)
        {
            return wantsWebSocket
                ? throw Usage($"{named} is a unix socket, which carries no WebSocket")
                    .About(
                        Settings.Broker.Address,
                        Settings.Network.WebSocket,
                        Settings.Network.WebSocketPath,
                        Settings.Network.WebSocketHeader)
                : UnixSocket(named, layer);
        }

        if (layer.Get(Settings.Tls.On) == false && named.IsSecure)
        {
            throw Usage(
                $"{named} asks for TLS, but {Settings.Tls.On.To("false")} forbids it",
                "without TLS it is mqtt:// or ws://")
                .About(Settings.Broker.Address, Settings.Tls.On);
        }

        var isSecure = named.IsSecure || (layer.Get(Settings.Tls.On) ?? IsPortOfTls(named, port));
        var scheme = (isSecure, named.IsWebSocket || wantsWebSocket) switch
        {
            (false, false) => BrokerScheme.Tcp,
            (true, false) => BrokerScheme.Tls,
            (false, true) => BrokerScheme.WebSocket,
            (true, true) => BrokerScheme.WebSocketSecure,
        };
        var address = named with
        {
            Scheme = scheme,
            Port = port
                ?? (reference.HasPort || scheme == named.Scheme ? named.Port : BrokerAddress.DefaultPort(scheme)),
            Embedded = named.Embedded && scheme == named.Scheme,
            IsService = layer.Get(Settings.Network.Srv) == true && !named.Embedded,
        };
        if (address.IsService && (address.IsWebSocket || port is not null || reference.HasPort))
        {
            throw Usage(address.IsWebSocket
                ? $"there are no SRV records ({Settings.Network.Srv.Named}) for WebSockets"
                : (Sentence)($"with {Settings.Network.Srv.Named} the port comes from the SRV record: "
                    + $"{Settings.Broker.Port.Named}, or a port in the address, names another"))
                .About(Settings.Network.Srv, Settings.Broker.Address, Settings.Broker.Port);
        }

        return address.IsWebSocket && path is not null ? address with { Path = WebSocketPath(path) } : address;
    }

    /// <summary>As for mosquitto_pub: MQTT in the clear to the port of TLS is never meant.</summary>
    static bool IsPortOfTls(BrokerAddress named, int? port) =>
        named is { Scheme: BrokerScheme.Tcp, Embedded: false }
            && (port ?? named.Port) == BrokerAddress.DefaultPort(BrokerScheme.Tls);

    static BrokerAddress UnixSocket(BrokerAddress named, SettingsLayer layer)
    {
        if (Encoding.UTF8.GetByteCount(named.Host) > LongestSocketPath)
        {
            throw Usage(
                $"the path of a unix socket has at most {LongestSocketPath} bytes, and {named} is longer",
                "a link to its folder makes it shorter")
                .About(Settings.Broker.Address);
        }

        return WithoutEffect(layer) is var (option, setting)
            && BrokerReference.ParseList(layer.Get(Settings.Broker.Address)!).All(
                other => other.Address.Scheme == BrokerScheme.Unix)
            ? throw Usage(
                $"{named} is a unix socket, for which {option} has no effect",
                "leave it out; access is controlled by the file permissions of the socket")
                .About(Settings.Broker.Address, setting)
            : named;
    }

    /// <summary>What is for a network. Where another broker is named too it may be meant for that one.</summary>
    static (Sentence What, Setting Setting)? WithoutEffect(SettingsLayer layer) => layer switch
    {
        _ when layer.Get(Settings.Tls.On) == true => ("TLS with its certificates", Settings.Tls.On),
        _ when layer.Get(Settings.Network.BindAddress) is not null =>
            ($"the address to connect from ({Settings.Network.BindAddress.Named})", Settings.Network.BindAddress),
        _ when layer.Get(Settings.Network.Proxy) is { Length: > 0 } =>
            ($"a proxy ({Settings.Network.Proxy.Named})", Settings.Network.Proxy),
        _ => null,
    };

    static string WebSocketPath(string path) => !UrlParts.IsRequestTarget(path)
        ? throw Usage(
            $"in the path of {Settings.Network.WebSocketPath.Named}, spaces, '#' and letters beyond ASCII are "
            + $"percent-encoded")
            .About(Settings.Network.WebSocketPath)
        : path.StartsWith('/') ? path : "/" + path;
}
