namespace MqttDemo.Client.Session;

/// <summary>Unfinished messages in the order of their sending; each can be taken out wherever it stands.</summary>
sealed class OutboxOrder
{
    public OutboxEntry? First { get; private set; }

    public OutboxEntry? Last { get; private set; }

    public int Count { get; private set; }

    /// <summary>What all of them cost together.</summary>
    public long Bytes { get; private set; }

    public void Append(OutboxEntry entry)
    {
        entry.Previous = Last;
        if (Last is null)
        {
            First = entry;
        }
        else
        {
            Last.Next = entry;
        }

        Last = entry;
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
            Last = entry.Previous;
        }
        else
        {
            entry.Next.Previous = entry.Previous;
        }

        Count--;
        Bytes -= entry.Cost;
    }
}
