namespace MqttDemo.Broker;

/// <summary>
/// Whether a client that has much before it gets on with it. One that does holds its publishers back, one that stands still does not. How long it
/// may take for a next step is learned from how long it has taken before: a command that runs for seconds a message is slow, not dead.
/// </summary>
/// <param name="isPatient">It may take for ever: it is the subscriber that serves, and who reads its output decides.</param>
sealed class Progress(bool isPatient)
{
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>A client that has just gone may be back in a moment.</summary>
    static readonly TimeSpan Absence = TimeSpan.FromSeconds(3);

    TimeSpan patience = Shortest;
    TimeSpan limit = Shortest;
    long since;
    ulong acknowledged;

    /// <summary>It stands still.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>From now on there is something for it to do, or it can be done.</summary>
    public void Begin(TimeProvider time)
    {
        since = time.GetTimestamp();
        HasStopped = false;
        limit = patience;
    }

    /// <summary>It has taken something, or acknowledged it.</summary>
    public void OnStep(TimeProvider time)
    {
        var gap = time.GetElapsedTime(since);
        if (gap > Shortest / 4)
        {
            patience = TimeSpan.FromTicks(Math.Clamp(gap.Ticks * 4, patience.Ticks, Longest.Ticks));
        }

        Begin(time);
    }

    /// <summary>Its connection has ended.</summary>
    public void OnAway(TimeProvider time)
    {
        since = time.GetTimestamp();
        (limit, acknowledged) = (Absence, 0);
    }

    /// <summary>Looks how far it is; true when it has just been found to stand still.</summary>
    /// <param name="byKernel">How many bytes its kernel has acknowledged.</param>
    /// <param name="isHeld">It is not read, and so its acknowledgements are not.</param>
    /// <param name="time">The clock.</param>
    public bool Look(ulong byKernel, bool isHeld, TimeProvider time)
    {
        if (isHeld)
        {
            Begin(time);
        }
        else if (byKernel > acknowledged)
        {
            OnStep(time);
        }

        acknowledged = byKernel;
        if (HasStopped || isPatient || time.GetElapsedTime(since) < limit)
        {
            return false;
        }

        return HasStopped = true;
    }
}
