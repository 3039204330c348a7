namespace MqttDemo.Client.Session;

/// <summary>
/// Sends a PINGREQ every three quarters of the keep-alive period, or more often, whatever else goes on, so that neither
/// side is ever silent for a whole one, and gives the broker up after one and a half periods without a sign (MQTT 5,
/// section 3.1.2.10, gives the broker the same measure for us).
/// </summary>
sealed class KeepAlive : IDisposable
{
    readonly TimeSpan period;
    readonly TimeSpan pingEvery;
    readonly Connection connection;
    readonly Func<bool> isNotReading;
    readonly Func<long?> arrivals;
    readonly Action ping;
    readonly TaskCompletionSource<string> givenUp;
    readonly TimeProvider time;

    /// <summary>How often it looks.</summary>
    readonly TimeSpan tick;
    readonly ITimer timer;

    long lastPing;
    long lastArrival;
    long? arrived;

    /// <param name="period">The keep-alive period.</param>
    /// <param name="pingEvery">How often a PINGREQ goes out where that is to be more often than the period asks for;
    /// null where not.</param>
    /// <param name="connection">What it looks after, until it is disposed.</param>
    /// <param name="isNotReading">The silence is ours.</param>
    /// <param name="arrivals">
    /// How many messages and answers have come while the broker owes an answer to SUBSCRIBE, and null when it owes
    /// none. What a session has kept may come before that answer; that PINGREQ is answered does not make up for it.
    /// </param>
    /// <param name="ping">Sends a PINGREQ.</param>
    /// <param name="givenUp">Gets the reason when the broker is given up.</param>
    /// <param name="time">The clock.</param>
    public KeepAlive(
        TimeSpan period,
        TimeSpan? pingEvery,
        Connection connection,
        Func<bool> isNotReading,
        Func<long?> arrivals,
        Action ping,
        TaskCompletionSource<string> givenUp,
        TimeProvider time)
    {
        (this.period, this.connection, this.isNotReading, this.arrivals, this.ping, this.givenUp, this.time) =
            (period, connection, isNotReading, arrivals, ping, givenUp, time);
        this.pingEvery = pingEvery < period * 0.75 ? pingEvery.Value : period * 0.75;
        tick = TimeSpan.FromTicks(
            Math.Clamp(
                (long)(this.pingEvery.Ticks / 7.5), TimeSpan.TicksPerMillisecond * 20, TimeSpan.TicksPerSecond * 5));
        lastArrival = lastPing = time.GetTimestamp();
        timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(tick, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();

    void Look()
    {
        try
        {
            if (Silence() is { } reason)
            {
                givenUp.TrySetResult(reason);
                return;
            }

            if (time.GetElapsedTime(lastPing) + tick >= pingEvery)
            {
                lastPing = time.GetTimestamp();
                ping();
            }

            timer.Change(tick, Timeout.InfiniteTimeSpan);
        }
        catch (Exception e)
        {
            // Nobody waits for a timer; those who wait for the connection get it.
            givenUp.TrySetException(e);
        }
    }

    /// <summary>
    /// How the broker has been silent for too long, if it has. Looking a tick early keeps the promise of one and a half
    /// periods.
    /// </summary>
    string? Silence()
    {
        var isDeaf = isNotReading();
        if (isDeaf)
        {
            connection.Liveness.OnSign();
        }

        if (connection.Liveness.Silence() + tick >= period * 1.5)
        {
            return $"the broker has been silent for {period.TotalSeconds * 1.5:0.#} s";
        }

        var before = arrived;
        arrived = arrivals();
        lastArrival = arrived is null || arrived != before || isDeaf ? time.GetTimestamp() : lastArrival;
        return time.GetElapsedTime(lastArrival) + tick >= period * 1.5
            ? $"the broker has not answered SUBSCRIBE for {period.TotalSeconds * 1.5:0.#} s" : null;
    }
}
