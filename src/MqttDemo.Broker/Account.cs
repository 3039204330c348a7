namespace MqttDemo.Broker;

/// <summary>
/// The memory for messages, in bytes. A client's share is counted by its queue, and each message once for all queues it
/// stands in.
/// </summary>
sealed class Account
{
    /// <summary>
    /// The publishers to a client that is this far behind are held back, as long as that client makes progress.
    /// </summary>
    public const long Congested = 4 * 1024 * 1024;

    /// <summary>
    /// Nobody is held back for a client that may stand still, as long as it has no more than this before it.
    /// </summary>
    public const long MostInDoubt = 24 * 1024 * 1024;

    /// <summary>
    /// A publisher that is held back is read on up to this: its acknowledgements may come behind it.
    /// </summary>
    public const long Held = 4 * 1024 * 1024;

    /// <summary>
    /// Nobody has more than this before it, be it away or not: what comes then is dropped and counted.
    /// </summary>
    public const long MostPerClient = 32 * 1024 * 1024;

    /// <summary>Nor have all together.</summary>
    public const long MostOfAll = 64 * 1024 * 1024;

    /// <summary>
    /// Retained messages take no more than this, so that all of them fit before one client. And they leave room for
    /// what clients wait for: they are there for good.
    /// </summary>
    public const long MostRetained = 24 * 1024 * 1024;

    /// <summary>
    /// For clients that stand still or are away it is filled to here only: the rest is for those that get on.
    /// </summary>
    const long MostOfStopped = 48 * 1024 * 1024;

    /// <summary>
    /// What is known of clients beside messages, sessions, subscriptions and wills, is no more than this.
    /// </summary>
    public const long MostOfClients = 32 * 1024 * 1024;

    /// <summary>The longest packet that is taken, as CONNACK says (MQTT 5, section 3.2.2.3.6): one that fits.</summary>
    public const uint MaximumPacketSize = (uint)MostPerClient;

    /// <summary>The longest CONNECT: a will, a password and a few properties, of 64 KiB at most each.</summary>
    public const uint MaximumConnectSize = 1024 * 1024;

    /// <summary>What gathers for the network, all connections together.</summary>
    const long Gathered = 8 * 1024 * 1024;

    long total;
    long ofClients;

    public bool IsFull => total > MostOfAll;

    /// <summary>There is no room for clients that stand still, are away, or may stand still.</summary>
    public bool IsFullOfStopped => total > MostOfStopped;

    /// <summary>How much may gather for one connection before it is sent.</summary>
    public static long RoomOf(int connections) => Math.Clamp(Gathered / Math.Max(1, connections), 4 * 1024, 64 * 1024);

    /// <summary>Takes memory for something else than messages; false when there is none.</summary>
    public bool TryTake(long cost)
    {
        if (cost > 0 && ofClients + cost > MostOfClients)
        {
            return false;
        }

        ofClients += cost;
        return true;
    }

    /// <summary>Gives back what <see cref="TryTake"/> has taken.</summary>
    public void GiveBack(long cost) => ofClients -= cost;

    public void Add(Message message)
    {
        if (message.References++ == 0)
        {
            total += message.Cost;
        }
    }

    public void Remove(Message message)
    {
        if (--message.References == 0)
        {
            total -= message.Cost;
        }
    }
}
