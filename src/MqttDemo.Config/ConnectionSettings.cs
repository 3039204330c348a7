namespace MqttDemo.Config;

/// <summary>Everything about the connection, complete and checked.</summary>
/// <param name="Brokers">One or more brokers, tried in turn.</param>
/// <param name="ClientId">The client identifier, the same for the life of the process so that a session can be
/// resumed.</param>
/// <param name="Credentials">User and password, or null.</param>
/// <param name="ProtocolVersion">The version to speak; null is 5, and 3.1.1 where the broker refuses 5.</param>
/// <param name="KeepAlive">Seconds of silence after which the broker is asked for a sign of life, 0 (never) to
/// 65,535.</param>
/// <param name="KeepSession">Ask the broker to keep the session after the process has ended (-c).</param>
/// <param name="SessionExpiry">How long the broker keeps it, in seconds (MQTT 5); null is forever with -c.</param>
/// <param name="MaxInFlight">
/// How many messages of QoS 1 and 2 may be unacknowledged at once, 1 to 65,535: of ours, of which the broker may allow
/// fewer, and of the broker's, which is sent as our Receive Maximum (MQTT 5, section 3.1.2.11.3). Null is
/// <see cref="DefaultMaxInFlight"/> and <see cref="DefaultReceiveMaximum"/>.
/// </param>
/// <param name="Tls">How certificates are checked, for the brokers that are reached over TLS.</param>
/// <param name="ConnectTimeout">How long one attempt may take, from the name to the CONNACK.</param>
/// <param name="RetryFirstConnect">Keep trying when the first connection fails.</param>
/// <param name="Network">How the network is crossed: a proxy, the address to connect from, the request for a
/// WebSocket.</param>
/// <param name="Will">What the broker publishes when we vanish; null is nothing.</param>
/// <param name="Connect">What else is said in the CONNECT; null is nothing.</param>
/// <param name="Disconnect">What is said at the end; null is: a normal one.</param>
/// <param name="SharesSessions">
/// The brokers share their sessions, as the nodes of a cluster do: what one says of a session is believed of all.
/// Otherwise each has its own.
/// </param>
/// <param name="ReconnectDelay">The longest delay between attempts to connect to one broker; null is
/// <see cref="DefaultReconnectDelay"/>.</param>
/// <param name="FollowsRedirect">Go where a broker sends us that does not want us itself (MQTT 5, section
/// 4.11).</param>
/// <param name="AllowsDowngrade">
/// Messages and the will go at a lower QoS where the broker supports no higher (MQTT 5, section 3.2.2.3.4), instead of
/// being refused.
/// </param>
public sealed record ConnectionSettings(
    IReadOnlyList<BrokerAddress> Brokers,
    string ClientId,
    Credentials? Credentials = null,
    ProtocolVersion? ProtocolVersion = null,
    int KeepAlive = 60,
    bool KeepSession = false,
    uint? SessionExpiry = null,
    int? MaxInFlight = null,
    TlsSettings? Tls = null,
    TimeSpan ConnectTimeout = default,
    bool RetryFirstConnect = false,
    NetworkSettings? Network = null,
    WillSettings? Will = null,
    ConnectProperties? Connect = null,
    DisconnectSettings? Disconnect = null,
    bool SharesSessions = true,
    TimeSpan? ReconnectDelay = null,
    bool FollowsRedirect = false,
    bool AllowsDowngrade = false)
{
    /// <summary>
    /// Our window when no other is asked for. mosquitto_pub's 20 leaves a fast broker waiting, and 1,000 keep
    /// mosquitto busy with looking through them (at QoS 2 it takes in half as many again with 256). MQTT 5 brokers
    /// lower ours by their Receive Maximum.
    /// </summary>
    public const int DefaultMaxInFlight = 256;

    /// <summary>
    /// The broker's window when no other is asked for. Brokers drop what does not fit into their own queue sooner
    /// than what is in flight, so let them send (mosquitto queues 1,000).
    /// </summary>
    public const int DefaultReceiveMaximum = 65535;

    /// <summary>
    /// How many topic aliases the broker may use. None unless asked for: there are brokers whose aliases are wrong, and
    /// then messages are lost.
    /// </summary>
    public ushort TopicAliasMaximum => Connect?.TopicAliasMaximum ?? 0;

    /// <summary>
    /// How long the broker shall keep a session that was not asked to be kept, in seconds, so that a reconnect can
    /// resume it. The DISCONNECT at the end takes it back. Before MQTT 5 there is no such wish.
    /// </summary>
    public const uint ResumableSeconds = 300;

    /// <summary>The session expiry that means: forever (MQTT 5, section 3.1.2.11.2).</summary>
    public const uint NeverExpires = uint.MaxValue;

    /// <summary>How long a connection attempt may take when nothing else is given.</summary>
    public static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A person who waits for the broker to come back waits no longer than this.</summary>
    public static readonly TimeSpan DefaultReconnectDelay = TimeSpan.FromSeconds(5);
}
