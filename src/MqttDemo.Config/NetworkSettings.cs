namespace MqttDemo.Config;

/// <summary>The way through the network to a broker: addresses, proxy, WebSocket.</summary>
/// <param name="Proxy">The proxy in between, or null.</param>
/// <param name="ProxyExceptions">Which brokers are reached without it; null when all go through it.</param>
/// <param name="BindAddress">The address of this machine to connect from, a host name or an IP address; null leaves it
/// to the system.</param>
/// <param name="WebSocketHeaders">What the request for a WebSocket says besides; null is nothing.</param>
public sealed record NetworkSettings(
    ProxyAddress? Proxy = null,
    ProxyExceptions? ProxyExceptions = null,
    string? BindAddress = null,
    IReadOnlyList<HttpHeader>? WebSocketHeaders = null)
{
    /// <summary>
    /// The proxy to a broker, or null. There is none to a file, nor to what is served on this machine.
    /// </summary>
    /// <param name="broker">Where the broker is.</param>
    public ProxyAddress? ProxyFor(BrokerAddress broker) =>
        Proxy is null
            || broker.Embedded
            || broker.Scheme == BrokerScheme.Unix
            || ProxyExceptions?.Covers(broker.Host) == true
            ? null
            : Proxy;
}
