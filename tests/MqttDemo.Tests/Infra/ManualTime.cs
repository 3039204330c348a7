namespace MqttDemo.Tests.Infra;

/// <summary>A clock that goes on when the test says so. It has no timers.</summary>
sealed class ManualTime : TimeProvider
{
    long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now;

    public void Advance(double seconds) => now += TimeSpan.FromSeconds(seconds).Ticks;
}
