namespace MqttDemo.Broker;

/// <summary>What the broker keeps of one client, over its connections (MQTT 5, section 4.1).</summary>
sealed class Session
{
    /// <summary>The expiry that means: never.</summary>
    public const uint NeverExpires = uint.MaxValue;

    public Session(string clientId, bool isOwn, Account account)
    {
        ClientId = clientId;
        Outgoing = new OutgoingQueue(this, account);
        Progress = new Progress(isPatient: isOwn);
    }

    public string ClientId { get; }

    /// <summary>How long it outlives its connection, in seconds.</summary>
    public uint Expiry { get; set; }

    /// <summary>When it ends, in ticks of the clock, unless its client comes back.</summary>
    public long EndsAt { get; set; } = long.MaxValue;

    /// <summary>Null while the client is away.</summary>
    public ClientConnection? Connection { get; set; }

    public Dictionary<string, Subscription> Subscriptions { get; } = [];

    public OutgoingQueue Outgoing { get; }

    public Progress Progress { get; }

    /// <summary>The identifiers of QoS 2 between PUBLISH and PUBREL: their messages have been routed (MQTT 5, section 4.3.3).</summary>
    public HashSet<ushort> Received { get; } = [];

    /// <summary>Who is held back because it publishes to this one.</summary>
    public List<ClientConnection> Holding { get; } = [];

    public Will? Will { get; set; }

    /// <summary>Marks the delivery to this session while one message is being routed.</summary>
    public int Routing { get; set; } = -1;
}
