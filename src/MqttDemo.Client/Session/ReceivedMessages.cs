namespace MqttDemo.Client.Session;

/// <summary>The messages that one read has brought, and how far somebody has come with them.</summary>
sealed class ReceivedMessages
{
    readonly List<ReceivedMessage> messages = [];

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<ReceivedMessage> All => messages;

    /// <summary>What they cost in memory while they wait.</summary>
    public long Cost { get; private set; }

    /// <summary>How many of the first messages have been begun, or left alone.</summary>
    public int Begun { get; set; }

    /// <summary>
    /// The connection has ended and the session goes on: what is of QoS 1 and not begun is sent again.
    /// </summary>
    public bool ComesAgain { get; set; }

    /// <summary>How many of the first messages have been acknowledged.</summary>
    public int Acknowledged { get; set; }

    public void Add(ReceivedMessage message)
    {
        messages.Add(message);
        Cost += message.Cost;
    }

    /// <summary>Takes messages out; returns what they cost.</summary>
    public long RemoveAll(Predicate<ReceivedMessage> isToGo)
    {
        var before = Cost;
        messages.RemoveAll(message =>
        {
            var goes = isToGo(message);
            Cost -= goes ? message.Cost : 0;
            return goes;
        });
        return before - Cost;
    }

    public void Clear()
    {
        messages.Clear();
        Cost = 0;
        Begun = 0;
        ComesAgain = false;
        Acknowledged = 0;
    }
}
