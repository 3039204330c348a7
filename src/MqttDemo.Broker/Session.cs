namespace MqttDemo.Broker;

/// <summary>What the broker keeps of one client, over its connections (MQTT 5, section 4.1).</summary>
sealed class Session
{
    /// <summary>The expiry that means: never.</summary>
    public const uint NeverExpires = uint.MaxValue;

    /// <summary>What one takes beside what is counted for itself, in bytes: its objects and tables.</summary>
    const long Overhead = 2_000;

    readonly Account account;
    long cost;
    long willCost;

    public Session(string clientId, bool isOwn, Account account)
    {
        (ClientId, this.account) = (clientId, account);
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

    /// <summary>
    /// The identifiers of QoS 2 between PUBLISH and PUBREL: their messages have been routed (MQTT 5, section 4.3.3).
    /// </summary>
    public HashSet<ushort> Received { get; } = [];

    /// <summary>Who is held back because it publishes to this one.</summary>
    public List<ClientReading> Holding { get; } = [];

    public Will? Will { get; set; }

    /// <summary>Marks the delivery to this session while one message is being routed.</summary>
    public int Routing { get; set; } = -1;

    /// <summary>
    /// Takes memory for a connection with this will; false when there is none, and then it takes nothing.
    /// </summary>
    public bool TryTakeFor(Will? will)
    {
        var (before, now) = (willCost, will?.Cost ?? 0);
        var own = cost == 0 ? Overhead + (2L * ClientId.Length) : 0;
        if (!TryTake(own + now - before))
        {
            return false;
        }

        willCost = now;
        return true;
    }

    /// <summary>Takes memory for something else than messages; false when there is none.</summary>
    public bool TryTake(long bytes)
    {
        var hasRoom = account.TryTake(bytes);
        cost += hasRoom ? bytes : 0;
        return hasRoom;
    }

    /// <summary>It needs less memory.</summary>
    public void GiveBack(long bytes)
    {
        cost -= bytes;
        account.GiveBack(bytes);
    }

    /// <summary>It ends.</summary>
    public void GiveBackAll() => GiveBack(cost);
}
