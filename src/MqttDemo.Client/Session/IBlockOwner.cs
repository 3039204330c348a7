namespace MqttDemo.Client.Session;

/// <summary>What a block of received messages asks of the session that it came with.</summary>
interface IBlockOwner
{
    /// <summary>
    /// All messages of the block are dealt with from now on; those that come again are taken out of it first.
    /// </summary>
    void BeginAll(ReceivedMessages block);

    /// <summary>One message is dealt with from now on; false when it comes again, and is to be left alone.</summary>
    bool Begin(ReceivedMessages block, int index);

    /// <summary>The first messages of the block are safe, or all that will be.</summary>
    void Acknowledge(ReceivedMessages block, int count, bool isDone);
}
