namespace MqttDemo.Client.Session;

/// <summary>The messages that arrived together. They stay the broker's until they are acknowledged.</summary>
public sealed class ReceivedBlock
{
    readonly MqttSession session;
    readonly List<ReceivedMessage> messages = [];

    internal ReceivedBlock(MqttSession session) => this.session = session;

    /// <summary>The messages in the order in which they came.</summary>
    public IReadOnlyList<ReceivedMessage> Messages => messages;

    internal long Cost { get; private set; }

    /// <summary>So many of the first messages have been acknowledged.</summary>
    internal int Acknowledged { get; set; }

    /// <summary>Tells the broker that the first messages of the block are safe here. The rest goes back to the broker. To be called once.</summary>
    /// <param name="count">How many of them; they must have been written.</param>
    public void Acknowledge(int count) => session.Acknowledge(this, count, isDone: true);

    /// <summary>Tells the broker that the first messages are safe here while the others are still being dealt with. May be called as often as there is news.</summary>
    /// <param name="count">How many of them; never less than before.</param>
    public void AcknowledgeFirst(int count) => session.Acknowledge(this, count, isDone: false);

    internal void Add(ReceivedMessage message)
    {
        messages.Add(message);
        Cost += message.Cost;
    }

    internal void Clear()
    {
        messages.Clear();
        Cost = 0;
        Acknowledged = 0;
    }
}
