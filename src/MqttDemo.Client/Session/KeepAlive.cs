namespace MqttDemo.Client.Session;

/// <summary>
/// Sends a PINGREQ every three quarters of the keep-alive period, whatever else goes on, so that neither side is ever silent for a whole one,
/// and gives the broker up after one and a half periods without a sign (MQTT 5, section 3.1.2.10, gives the broker the same measure for us).
/// </summary>
sealed class KeepAlive(TimeSpan period, Connection connection, Outbox outbox, Lock gate, TimeProvider time)
{
    /// <summary>How often it looks.</summary>
    readonly TimeSpan tick = TimeSpan.FromTicks(Math.Clamp(period.Ticks / 10, TimeSpan.TicksPerMillisecond * 20, TimeSpan.TicksPerSecond * 5));

    /// <summary>Ends with the reason when the broker is given up, or by cancellation with the connection.</summary>
    /// <param name="isNotReading">The silence is ours.</param>
    /// <param name="arrivals">
    /// How many messages have come while the broker owes an answer to SUBSCRIBE, and null when it owes none. What a session has kept may come before
    /// that answer; that PINGREQ is answered does not make up for it.
    /// </param>
    /// <param name="cancellationToken">The connection has ended.</param>
    public async Task<string> WatchAsync(Func<bool> isNotReading, Func<long?> arrivals, CancellationToken cancellationToken)
    {
        var lastPing = time.GetTimestamp();
        var lastArrival = lastPing;
        long? arrived = null;
        while (true)
        {
            await Task.Delay(tick, time, cancellationToken);
            var isDeaf = isNotReading();
            if (isDeaf)
            {
                connection.Liveness.OnSign();
            }

            // Looking a tick early keeps the promise of one and a half periods.
            if (connection.Liveness.Silence() + tick >= period * 1.5)
            {
                return $"the broker has been silent for {period.TotalSeconds * 1.5:0.#} s";
            }

            var before = arrived;
            arrived = arrivals();
            lastArrival = arrived is null || arrived != before || isDeaf ? time.GetTimestamp() : lastArrival;
            if (time.GetElapsedTime(lastArrival) + tick >= period * 1.5)
            {
                return $"the broker has not answered SUBSCRIBE for {period.TotalSeconds * 1.5:0.#} s";
            }

            if (time.GetElapsedTime(lastPing) + tick >= period * 0.75)
            {
                lastPing = time.GetTimestamp();
                Ping();
            }
        }
    }

    void Ping()
    {
        lock (gate)
        {
            outbox.SendPing(connection.Writer);
        }

        _ = connection.Writer.FlushAsync();
    }
}
