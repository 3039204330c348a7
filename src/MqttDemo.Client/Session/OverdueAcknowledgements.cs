namespace MqttDemo.Client.Session;

/// <summary>
/// Tells that the broker owes the acknowledgement of a message for long though the connection stands. Nothing else
/// would: MQTT has no time-out for it, and nothing is sent again on the same connection (MQTT 5, section 4.4). Told
/// once, and again each time that the time has doubled.
/// </summary>
sealed class OverdueAcknowledgements : IDisposable
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(30);

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    readonly Func<Waiting?> look;
    readonly Action<string> tell;
    readonly TimeProvider time;
    readonly ITimer timer;
    Waiting? last;
    long since;
    TimeSpan next = First;

    /// <param name="look">What waits; null when nothing does, or the delay is ours.</param>
    /// <param name="tell">Takes the sentence.</param>
    /// <param name="time">The clock.</param>
    public OverdueAcknowledgements(Func<Waiting?> look, Action<string> tell, TimeProvider time)
    {
        (this.look, this.tell, this.time) = (look, tell, time);
        timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    public void Dispose() => timer.Dispose();

    void Look()
    {
        var waiting = look();
        if (waiting is null
            || last is not { } before
            || waiting.Value.Position != before.Position
            || waiting.Value.State != before.State)
        {
            (last, since, next) = (waiting, time.GetTimestamp(), First);
            return;
        }

        var elapsed = time.GetElapsedTime(since);
        if (elapsed < next)
        {
            return;
        }

        next = elapsed * 2;
        var count = waiting.Value.Count;
        tell(count == 1
            ? $"the broker has not acknowledged 1 message for {elapsed.TotalSeconds:0} s, though the connection stands"
            : $"the broker has not acknowledged {count} messages, the first of them for {elapsed.TotalSeconds:0} s, "
                + "though the connection stands");
    }

    /// <param name="Position">Which message has waited longest.</param>
    /// <param name="State">How far it has come.</param>
    /// <param name="Count">How many wait.</param>
    public readonly record struct Waiting(long Position, OutboxState State, int Count);
}
