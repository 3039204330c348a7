namespace MqttDemo.Client.Session;

/// <summary>When something that has several parts is to be done as a whole.</summary>
/// <param name="patience">How long from now.</param>
/// <param name="time">The clock.</param>
sealed class Deadline(TimeSpan patience, TimeProvider time)
{
    readonly long begin = time.GetTimestamp();

    /// <summary>How much time is left.</summary>
    public TimeSpan Left => TimeSpan.FromTicks(Math.Max(0, (patience - time.GetElapsedTime(begin)).Ticks));

    /// <summary>Cancels when it is over.</summary>
    public CancellationTokenSource Clock() => new(Left, time);
}
