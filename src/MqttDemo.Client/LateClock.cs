namespace MqttDemo.Client;

/// <summary>A clock whose timers do not start by themselves: each is handed over, and started later.</summary>
/// <param name="time">The clock that counts.</param>
/// <param name="note">Takes each of them.</param>
sealed class LateClock(TimeProvider time, Action<LateTimer> note) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LateTimer(time, callback, state, dueTime, period);
        note(timer);
        return timer;
    }
}
