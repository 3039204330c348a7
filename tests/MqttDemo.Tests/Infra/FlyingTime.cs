namespace MqttDemo.Tests.Infra;

/// <summary>A clock on which every wait is over at once, and which says how long it was.</summary>
sealed class FlyingTime : TimeProvider
{
    public TimeSpan Elapsed { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Elapsed.Ticks;

    public void Pass(double seconds) => Elapsed += TimeSpan.FromSeconds(seconds);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Elapsed += dueTime;
        callback(state);
        return new PastTimer();
    }

    sealed class PastTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
