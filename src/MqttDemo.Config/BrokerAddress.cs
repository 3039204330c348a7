namespace MqttDemo.Config;

/// <summary>Where one broker is.</summary>
/// <param name="Scheme">What carries the packets.</param>
/// <param name="Host">A host name or an IP address (IPv6 without brackets), or the path of a unix socket.</param>
/// <param name="Port">1 to 65,535; 0 for a unix socket.</param>
/// <param name="Path">The path of a WebSocket, with its leading slash and its query; null is
/// <see cref="DefaultPath"/>.</param>
/// <param name="Embedded">The broker may be served by the subscriber itself, on loopback, when nothing answers
/// there.</param>
/// <param name="IsService">The host is a domain whose SRV records name the brokers and their ports.</param>
public sealed record BrokerAddress(
    BrokerScheme Scheme, string Host, int Port, string? Path = null, bool Embedded = false, bool IsService = false)
{
    /// <summary>Where most brokers have their WebSocket.</summary>
    public const string DefaultPath = "/mqtt";

    /// <summary>
    /// Which of the nodes that share the host name this is, by its IP address; null where there is only one.
    /// </summary>
    public string? Node { get; init; }

    /// <summary>MQTT goes in the messages of a WebSocket.</summary>
    public bool IsWebSocket => Scheme is BrokerScheme.WebSocket or BrokerScheme.WebSocketSecure;

    /// <summary>The connection is encrypted.</summary>
    public bool IsSecure => Scheme is BrokerScheme.Tls or BrokerScheme.WebSocketSecure;

    /// <summary>
    /// The port of a scheme when none is given (RFC 6455 for WebSocket, IANA's registry for MQTT); 0 for a unix socket.
    /// </summary>
    /// <param name="scheme">What carries the packets.</param>
    public static int DefaultPort(BrokerScheme scheme) => scheme switch
    {
        BrokerScheme.Tls => 8883,
        BrokerScheme.WebSocket => 80,
        BrokerScheme.WebSocketSecure => 443,
        BrokerScheme.Unix => 0,
        _ => 1883,
    };

    /// <summary>The address as a person would write it, without credentials, and which node it is.</summary>
    public override string ToString() => Node is null ? Written : $"{Written} ({Node})";

    string Written => Scheme switch
    {
        BrokerScheme.Unix => Host,
        BrokerScheme.Tls when IsService => $"mqtts://{Host}",
        _ when IsService => Host,
        BrokerScheme.Tls => $"mqtts://{HostAndPort}",
        BrokerScheme.WebSocket => $"ws://{HostAndPort}{ShownPath}",
        BrokerScheme.WebSocketSecure => $"wss://{HostAndPort}{ShownPath}",
        _ => HostAndPort,
    };

    /// <summary>The host and the port as they stand in a URL.</summary>
    public string HostAndPort => UrlParts.Join(Host, Port);

    /// <summary>
    /// The host as others may know it: to which of our interfaces a link-local address belongs is nobody else's (RFC
    /// 6874, section 4).
    /// </summary>
    public string HostWithoutZone => Host.Contains(':', StringComparison.Ordinal) ? Host.Split('%')[0] : Host;

    /// <summary>A query can hold a token.</summary>
    string ShownPath =>
        Path is not { } path ? DefaultPath : path.IndexOf(
            '?', StringComparison.Ordinal) is >= 0 and var query ? path[..query]
            + "?..." : path;
}
