using MqttDemo.Client;

namespace MqttDemo.CommandLine.Clock;

/// <summary>The clock of the machine in the time zone that the C library would use.</summary>
public static class LocalTime
{
    const string ZoneFolder = "/usr/share/zoneinfo";

    /// <summary>That of this process.</summary>
    public static TimeProvider OfProcess() => MainThread.Clock(Of(Environment.GetEnvironmentVariable("TZ")));

    /// <summary>
    /// The system's clock; where TZ holds a rule and not a name of the database, which .NET does not understand, in
    /// that zone.
    /// </summary>
    /// <param name="tz">The variable TZ.</param>
    internal static TimeProvider Of(string? tz)
    {
        if (OperatingSystem.IsWindows() || string.IsNullOrEmpty(tz))
        {
            return TimeProvider.System;
        }

        var text = tz[0] == ':' ? tz[1..] : tz;
        return PosixTimeZone.Parse(text) is { } zone && !IsInDatabase(text) ? new ZonedTime(zone) : TimeProvider.System;
    }

    /// <summary>EST5EDT is a rule, and a name too.</summary>
    static bool IsInDatabase(string name) =>
        File.Exists(Path.Combine(Environment.GetEnvironmentVariable("TZDIR") ?? ZoneFolder, name));

    sealed class ZonedTime(PosixTimeZone zone) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => zone.At(GetUtcNow());
    }
}
