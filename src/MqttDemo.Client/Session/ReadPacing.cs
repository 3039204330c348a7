namespace MqttDemo.Client.Session;

/// <summary>
/// Lets packets gather while they come thick and fast, as the drivers of network cards do: to be woken for every few of
/// them costs more than to handle them, and takes the processor from the broker. A connection that is not busy is read
/// at once.
/// </summary>
/// <param name="now">The time of the first look, in milliseconds.</param>
sealed class ReadPacing(long now)
{
    /// <summary>Long enough for many packets, and short beside any time that somebody waits for a message.</summary>
    public const int PauseMilliseconds = 1;

    /// <summary>Over so long a time the traffic is looked at.</summary>
    const int GlanceMilliseconds = 4;

    /// <summary>So many packets a millisecond are busy.</summary>
    const int Busy = 16;

    /// <summary>
    /// A pause in which fewer have come holds up more than it saves: the other side may be waiting for our
    /// acknowledgements, or we for its, because a small Receive Maximum is used up.
    /// </summary>
    const int Worthwhile = 32;

    /// <summary>
    /// So many poor pauses in a row are enough. One tells nothing: where the other side gathers too (Nagle), the first
    /// brings only what had been sent before our last acknowledgement, and the next one all the rest.
    /// </summary>
    const int Patience = 2;

    /// <summary>After several such attempts it is not tried again for so long.</summary>
    const int LongestRestMilliseconds = 256;

    long glance = now;
    long rest = GlanceMilliseconds;
    int packets;
    int poor;

    /// <summary>The next read is to come after a pause of <see cref="PauseMilliseconds"/>.</summary>
    public bool IsPausing { get; private set; }

    /// <summary>Takes note of what a read has brought.</summary>
    /// <param name="count">How many packets.</param>
    /// <param name="now">The time, in milliseconds.</param>
    public void OnRead(int count, long now)
    {
        if (IsPausing)
        {
            poor = count >= Worthwhile ? 0 : poor + 1;
            IsPausing = poor < Patience;
            rest = poor switch
            {
                0 => GlanceMilliseconds,
                < Patience => rest,
                _ => Math.Min(2 * rest, LongestRestMilliseconds),
            };
            (packets, glance) = (0, now);
            return;
        }

        packets += count;
        var elapsed = now - glance;
        if (elapsed >= rest)
        {
            IsPausing = packets >= elapsed * Busy;
            poor = 0;
            (packets, glance) = (0, now);
        }
    }
}
