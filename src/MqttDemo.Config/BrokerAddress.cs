namespace MqttDemo.Config;

/// <summary>Where one broker is.</summary>
/// <param name="Scheme">What carries the packets.</param>
/// <param name="Host">A host name or an IP address (IPv6 without brackets), or the path of a unix socket.</param>
/// <param name="Port">1 to 65,535; 0 for a unix socket.</param>
/// <param name="Path">The path of a WebSocket, with its leading slash.</param>
/// <param name="Embedded">The broker may be served by the subscriber itself, on loopback, when nothing answers there.</param>
public sealed record BrokerAddress(BrokerScheme Scheme, string Host, int Port, string? Path = null, bool Embedded = false)
{
    /// <summary>The port of a scheme when none is given (RFC 6455 for WebSocket, IANA's registry for MQTT); 0 for a unix socket.</summary>
    /// <param name="scheme">What carries the packets.</param>
    public static int DefaultPort(BrokerScheme scheme) => scheme switch
    {
        BrokerScheme.Tls => 8883,
        BrokerScheme.WebSocket => 80,
        BrokerScheme.WebSocketSecure => 443,
        BrokerScheme.Unix => 0,
        _ => 1883,
    };

    /// <summary>The address as a person would write it, without credentials.</summary>
    public override string ToString() => Scheme switch
    {
        BrokerScheme.Unix => Host,
        BrokerScheme.Tls => $"mqtts://{HostAndPort}",
        BrokerScheme.WebSocket => $"ws://{HostAndPort}{Path}",
        BrokerScheme.WebSocketSecure => $"wss://{HostAndPort}{Path}",
        _ => HostAndPort,
    };

    string HostAndPort => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
