namespace MqttDemo.Client;

/// <summary>A clock whose timers begin when a program has started: see <see cref="MainThread"/>.</summary>
sealed class LateClock(TimeProvider time, MainThread main) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LateTimer(time, callback, state, dueTime, period);
        main.Add(timer);
        return timer;
    }
}
