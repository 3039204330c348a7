namespace MqttDemo.Client.Session;

/// <summary>Unfinished messages in the order of their sending; each can be taken out wherever it stands.</summary>
sealed class OutboxOrder
{
    OutboxEntry? last;

    public OutboxEntry? First { get; private set; }

    public int Count { get; private set; }

    /// <summary>What all of them cost together.</summary>
    public long Bytes { get; private set; }

    /// <summary>The first from here on, itself included, that has not been sent on this connection.</summary>
    public static OutboxEntry? NextWaiting(OutboxEntry? entry)
    {
        while (entry is { State: not OutboxState.Waiting })
        {
            entry = entry.Next;
        }

        return entry;
    }

    public void Append(OutboxEntry entry)
    {
        entry.Previous = last;
        if (last is null)
        {
            First = entry;
        }
        else
        {
            last.Next = entry;
        }

        last = entry;
        Count++;
        Bytes += entry.Cost;
    }

    public void Remove(OutboxEntry entry)
    {
        if (entry.Previous is null)
        {
            First = entry.Next;
        }
        else
        {
            entry.Previous.Next = entry.Next;
        }

        if (entry.Next is null)
        {
            last = entry.Previous;
        }
        else
        {
            entry.Next.Previous = entry.Previous;
        }

        Count--;
        Bytes -= entry.Cost;
    }
}
