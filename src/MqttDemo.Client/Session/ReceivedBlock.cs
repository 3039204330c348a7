namespace MqttDemo.Client.Session;

/// <summary>The messages that arrived together. They stay the broker's until they are acknowledged.</summary>
public readonly record struct ReceivedBlock
{
    readonly IBlockOwner owner;
    readonly ReceivedMessages messages;

    internal ReceivedBlock(IBlockOwner owner, ReceivedMessages messages) =>
        (this.owner, this.messages) = (owner, messages);

    /// <summary>The messages in the order in which they came.</summary>
    public IReadOnlyList<ReceivedMessage> Messages => messages.All;

    /// <summary>
    /// To be called before any message is dealt with, where all of them are dealt with together. What the broker sends
    /// again, because a connection has ended meanwhile, is taken out first.
    /// </summary>
    public void BeginAll() => owner.BeginAll(messages);

    /// <summary>
    /// To be called before a message is dealt with, in their order, where they are dealt with one by one.
    /// </summary>
    /// <param name="index">Which.</param>
    /// <returns>
    /// False when a connection has ended meanwhile and the broker sends the message again: it is to be left alone, as
    /// if it had not come.
    /// </returns>
    public bool Begin(int index) => owner.Begin(messages, index);

    /// <summary>
    /// Tells the broker that the first messages of the block are safe here. The rest goes back to the broker. To be
    /// called once.
    /// </summary>
    /// <param name="count">How many of them; they must have been written.</param>
    public void Acknowledge(int count) => owner.Acknowledge(messages, count, isDone: true);

    /// <summary>
    /// Tells the broker that the first messages are safe here while the others are still being dealt with. May be
    /// called as often as there is news.
    /// </summary>
    /// <param name="count">How many of them; never less than before.</param>
    public void AcknowledgeFirst(int count) => owner.Acknowledge(messages, count, isDone: false);
}
