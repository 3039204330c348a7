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

    public void OnPingSent() => sentBeforePings.Enqueue(sent);

    public void OnPingAnswered()
    {
        if (sentBeforePings.TryDequeue(out var count))
        {
            confirmed = count;
        }
    }

    /// <summary>The connection has ended: how many of them nobody can vouch for.</summary>
    public long GiveUp()
    {
        var lost = Count;
        confirmed = sent;
        sentBeforePings.Clear();
        return lost;
    }
}
