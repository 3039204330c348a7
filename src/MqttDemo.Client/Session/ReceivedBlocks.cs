namespace MqttDemo.Client.Session;

/// <summary>
/// Where the received messages are: filling a block, arrived, or taken by somebody who deals with them.
/// </summary>
sealed class ReceivedBlocks
{
    /// <summary>
    /// How many blocks are kept to be used again: a stream needs a few, and what a burst has needed goes with it. An
    /// empty one for short messages takes up to 128 KiB.
    /// </summary>
    public const int MostSpare = 16;

    readonly Queue<ReceivedMessages> arrived = new();
    readonly List<ReceivedMessages> taken = [];
    readonly Stack<ReceivedMessages> spare = new();
    ReceivedMessages? filling;

    /// <summary>What all that has arrived and is not released costs in memory.</summary>
    public long Cost { get; private set; }

    /// <summary>The last block has brought something that is not dropped.</summary>
    public bool HasGrown { get; private set; }

    /// <summary>There is something to take.</summary>
    public bool HasArrived => arrived.Count > 0;

    /// <summary>All that has come has been dealt with.</summary>
    public bool AreSettled => arrived.Count + taken.Count == 0;

    /// <summary>Those that somebody deals with.</summary>
    public IReadOnlyList<ReceivedMessages> Taken => taken;

    public void Add(in ReceivedMessage message)
    {
        filling ??= spare.Count > 0 ? spare.Pop() : new ReceivedMessages();
        filling.Add(message);
    }

    /// <summary>The block that was read from the network is complete.</summary>
    public void End()
    {
        HasGrown = filling is not null;
        if (filling is not null)
        {
            Cost += filling.Cost;
            arrived.Enqueue(filling);
            filling = null;
        }
    }

    public ReceivedMessages? Take()
    {
        if (arrived.TryDequeue(out var block))
        {
            taken.Add(block);
        }

        return block;
    }

    /// <summary>Somebody has dealt with it.</summary>
    public void Release(ReceivedMessages block)
    {
        Cost -= block.Cost;
        taken.Remove(block);
        KeepSpare(block);
    }

    /// <summary>Takes messages out of a block.</summary>
    public void RemoveAll(ReceivedMessages block, Predicate<ReceivedMessage> isToGo) => Cost -= block.RemoveAll(isToGo);

    /// <summary>Takes messages out of those blocks that have not been taken yet.</summary>
    public void DropArrived(Predicate<ReceivedMessages> isOfSession, Predicate<ReceivedMessage> isToGo)
    {
        for (var left = arrived.Count; left > 0; left--)
        {
            var block = arrived.Dequeue();
            if (isOfSession(block))
            {
                RemoveAll(block, isToGo);
            }

            if (block.All.Count > 0)
            {
                arrived.Enqueue(block);
            }
            else
            {
                KeepSpare(block);
            }
        }
    }

    void KeepSpare(ReceivedMessages block)
    {
        block.Clear();
        if (spare.Count < MostSpare)
        {
            spare.Push(block);
        }
    }
}
