namespace MqttDemo.Client.Session;

/// <summary>The messages that arrived together. They stay the broker's until they are acknowledged.</summary>
public sealed class ReceivedBlock
{
    readonly IBlockOwner owner;
    readonly List<ReceivedMessage> messages = [];

    internal ReceivedBlock(IBlockOwner owner) => this.owner = owner;

    /// <summary>The messages in the order in which they came.</summary>
    public IReadOnlyList<ReceivedMessage> Messages => messages;

    internal long Cost { get; private set; }

    /// <summary>So many of the first messages have been begun, or left alone.</summary>
    internal int Begun { get; set; }

    /// <summary>
    /// The connection has ended and the session goes on: what is of QoS 1 and not begun is sent again.
    /// </summary>
    internal bool ComesAgain { get; set; }

    /// <summary>So many of the first messages have been acknowledged.</summary>
    internal int Acknowledged { get; set; }

    /// <summary>
    /// To be called before any message is dealt with, by whoever deals with all of them together. What the broker sends
    /// again, because a connection has ended meanwhile, is taken out first.
    /// </summary>
    public void BeginAll() => owner.BeginAll(this);

    /// <summary>
    /// To be called before a message is dealt with, in their order, by whoever deals with them one by one.
    /// </summary>
    /// <param name="index">Which.</param>
    /// <returns>
    /// False when a connection has ended meanwhile and the broker sends the message again: it is to be left alone, as
    /// if it had not come.
    /// </returns>
    public bool Begin(int index) => owner.Begin(this, index);

    /// <summary>
    /// Tells the broker that the first messages of the block are safe here. The rest goes back to the broker. To be
    /// called once.
    /// </summary>
    /// <param name="count">How many of them; they must have been written.</param>
    public void Acknowledge(int count) => owner.Acknowledge(this, count, isDone: true);

    /// <summary>
    /// Tells the broker that the first messages are safe here while the others are still being dealt with. May be
    /// called as often as there is news.
    /// </summary>
    /// <param name="count">How many of them; never less than before.</param>
    public void AcknowledgeFirst(int count) => owner.Acknowledge(this, count, isDone: false);

    internal void Add(ReceivedMessage message)
    {
        messages.Add(message);
        Cost += message.Cost;
    }

    /// <summary>Takes messages out; returns what they cost.</summary>
    internal long RemoveAll(Predicate<ReceivedMessage> isToGo)
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

    internal void Clear()
    {
        messages.Clear();
        Cost = 0;
        Begun = 0;
        ComesAgain = false;
        Acknowledged = 0;
    }
}
