namespace MqttDemo.Client.Session;

/// <summary>
/// The messages of the outbox that are to be sent as soon as the window has room: what an earlier connection has left
/// over, and what was accepted ahead. So an acknowledgement is followed by the next message at once, on the thread that
/// has read it, and the one that publishes is woken once for many of them and not once for each.
/// </summary>
sealed class WaitingMessages
{
    /// <summary>
    /// How many are accepted ahead: enough for a thread to be woken rarely, and little beside a window.
    /// </summary>
    const int Most = 128;

    /// <summary>The same in bytes.</summary>
    const long MostBytes = 64 * 1024;

    long bytes;

    public OutboxEntry? First { get; private set; }

    public int Count { get; private set; }

    /// <summary>One more may be accepted ahead.</summary>
    public bool HaveRoom => Count < Most && bytes < MostBytes;

    /// <summary>It is time to wake who has more.</summary>
    public bool AreFew => Count <= Most / 2 && bytes <= MostBytes / 2;

    /// <summary>All from this one on that have not been sent on a connection that begins now.</summary>
    public void Reset(OutboxEntry? first)
    {
        (First, Count, bytes) = (null, 0, 0);
        for (var entry = first; entry is not null; entry = entry.Next)
        {
            if (entry.State == OutboxState.Waiting)
            {
                Add(entry);
            }
        }
    }

    /// <summary>The last of the outbox.</summary>
    public void Add(OutboxEntry entry)
    {
        First ??= entry;
        Count++;
        bytes += entry.Cost;
    }

    /// <summary>It waits no longer; to be called before it is taken out of the outbox or changes its state.</summary>
    public void Remove(OutboxEntry entry)
    {
        Count--;
        bytes -= entry.Cost;
        if (entry == First)
        {
            First = Next(entry);
        }
    }

    static OutboxEntry? Next(OutboxEntry entry)
    {
        var next = entry.Next;
        while (next is { State: not OutboxState.Waiting })
        {
            next = next.Next;
        }

        return next;
    }
}
