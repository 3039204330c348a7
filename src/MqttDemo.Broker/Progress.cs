namespace MqttDemo.Broker;

/// <summary>
/// Whether a client that has much before it gets on with it. One that does holds its publishers back, one that stands
/// still does not. A client that acknowledges may take as long for a next step as its steps before let expect: a
/// command that runs for seconds a message is slow, not dead. Until the time is up it cannot be told which of the two
/// it is. So one that has got much since its last step is doubtful: what comes is kept for it, up to
/// <see cref="Account.MostInDoubt"/>, and its publishers go on; only then do they wait for the verdict.
/// </summary>
/// <param name="isPatient">It may take forever: it is the subscriber that serves, and the reader of its output
/// decides.</param>
sealed class Progress(bool isPatient)
{
    /// <summary>
    /// A client that does not read what is sent to it has this time, as long as it has acknowledged nothing slowly.
    /// </summary>
    static readonly TimeSpan Unread = TimeSpan.FromSeconds(0.5);

    /// <summary>One that has read everything and has yet to acknowledge has more.</summary>
    static readonly TimeSpan Unacknowledged = TimeSpan.FromSeconds(2);

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>A client that has just gone may be back in a moment.</summary>
    static readonly TimeSpan Absence = TimeSpan.FromSeconds(3);

    /// <summary>Fewer bytes are no step: the kernel of a client that reads nothing takes a few now and then.</summary>
    const ulong StepBytes = 64 * 1024;

    /// <summary>
    /// A client is doubtful when more bytes than these have come for it since its last step: one that gets on takes
    /// steps more often.
    /// </summary>
    const long Doubt = Account.Congested / 2;

    TimeSpan? learned;
    bool isAway;
    long since;
    long queued;
    ulong? taken;

    /// <summary>It stands still.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>Much has come for it since its last step; maybe it stands still.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>A message has come for it. A single one is no reason to doubt, however long it is.</summary>
    public void OnQueued(long cost)
    {
        IsDoubtful = !isPatient && queued > Doubt;
        queued += cost;
    }

    /// <summary>From now on there is something for it to do.</summary>
    public void Begin(TimeProvider time) => since = time.GetTimestamp();

    /// <summary>It is there, maybe again.</summary>
    public void OnAttached(TimeProvider time) => Step(time);

    /// <summary>It has acknowledged a message, which shows how long a step takes.</summary>
    public void OnAcknowledged(TimeProvider time)
    {
        var expected = time.GetElapsedTime(since) * 4;
        if (expected > Unread)
        {
            learned = TimeSpan.FromTicks(Math.Clamp(expected.Ticks, (learned ?? Unread).Ticks, Longest.Ticks));
        }

        Trust();
        Step(time);
    }

    /// <summary>
    /// The network has taken what was to be sent. One that stands still and owes acknowledgements is not on its way
    /// again by that: what its kernel takes need not be read. Nor is it trusted for that.
    /// </summary>
    public void OnTaken(bool isOwed, TimeProvider time)
    {
        if (!isOwed)
        {
            Trust();
        }

        if (!HasStopped || !isOwed)
        {
            Step(time);
        }
    }

    /// <summary>Its connection has ended.</summary>
    public void OnAway(TimeProvider time)
    {
        since = time.GetTimestamp();
        (isAway, taken) = (true, null);
    }

    /// <summary>Looks how far it is; true when it has just been found to stand still.</summary>
    /// <param name="byKernel">How many bytes its kernel has acknowledged, and how many wait here because it does not
    /// take them.</param>
    /// <param name="isOwed">It has messages to acknowledge.</param>
    /// <param name="isHeld">It is not read, and so its acknowledgements are not.</param>
    /// <param name="time">The clock.</param>
    public bool Look((ulong Acknowledged, uint Waiting) byKernel, bool isOwed, bool isHeld, TimeProvider time)
    {
        if (isHeld)
        {
            Step(time);
        }
        else if (taken is null || byKernel.Acknowledged >= taken + StepBytes)
        {
            if (taken is not null)
            {
                OnTaken(isOwed, time);
            }

            taken = byKernel.Acknowledged;
        }

        var limit = isAway ? Absence : learned ?? (byKernel.Waiting > 0 ? Unread : Unacknowledged);
        if (HasStopped || isPatient || time.GetElapsedTime(since) < limit)
        {
            return false;
        }

        return HasStopped = true;
    }

    void Trust() => (queued, IsDoubtful) = (0, false);

    void Step(TimeProvider time)
    {
        since = time.GetTimestamp();
        (HasStopped, isAway) = (false, false);
    }
}
