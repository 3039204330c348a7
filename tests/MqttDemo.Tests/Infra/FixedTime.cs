namespace MqttDemo.Tests.Infra;

/// <summary>A clock that stands, in a zone of its own.</summary>
sealed class FixedTime(DateTimeOffset now, TimeSpan offset, string zone) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone(zone, offset, zone, zone);

    public override DateTimeOffset GetUtcNow() => now;
}
