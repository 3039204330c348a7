namespace MqttDemo.Client.Session;

/// <summary>
/// Counts the messages of QoS 0 that the broker may not have read. Nothing acknowledges them, but the answer to a PINGREQ says that everything before
/// it has been read.
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

    public void OnPingAnswered()
    {
        if (sentBeforePings.TryDequeue(out var count))
        {
            confirmed = count;
            PingsAnswered++;
        }
    }

    /// <summary>The connection has ended: how many of them nobody can vouch for.</summary>
    public long GiveUp()
    {
        var lost = Count;
        confirmed = sent;
        PingsAnswered += sentBeforePings.Count;
        sentBeforePings.Clear();
        return lost;
    }
}
