namespace MqttDemo.Client.Session;

/// <summary>
/// Counts the messages of QoS 0 that the broker may not have read. Nothing acknowledges them, but the answer to a
/// PINGREQ says that everything before it has been read.
/// </summary>
sealed class UnconfirmedMessages
{
    readonly Queue<long> sentBeforePings = new();
    long sent;
    long confirmed;

    public long Count => sent - confirmed;

    public void OnSent() => sent++;

    /// <summary>How many PINGREQs have been answered, or given up with their connection.</summary>
    public long PingsAnswered { get; private set; }

    /// <summary>Returns the number of the PINGREQ, from 1.</summary>
    public long OnPingSent()
    {
        sentBeforePings.Enqueue(sent);
        return PingsAnswered + sentBeforePings.Count;
    }

    /// <summary>How many answers have confirmed something.</summary>
    public long Confirmations { get; private set; }

    /// <summary>True when that confirms a message.</summary>
    public bool OnPingAnswered()
    {
        if (!sentBeforePings.TryDequeue(out var count))
        {
            return false;
        }

        var confirms = count > confirmed;
        confirmed = count;
        PingsAnswered++;
        Confirmations += confirms ? 1 : 0;
        return confirms;
    }

    /// <summary>The connection has ended: how many of them may not have arrived.</summary>
    public long GiveUp()
    {
        var lost = Count;
        confirmed = sent;
        PingsAnswered += sentBeforePings.Count;
        sentBeforePings.Clear();
        return lost;
    }
}
