namespace MqttDemo.CommandLine.Clock;

/// <summary>
/// A time zone as the variable TZ spells it without a name of the database: JST-9, or CET-1CEST,M3.5.0,M10.5.0/3. .NET
/// takes those for UTC.
/// </summary>
sealed class PosixTimeZone
{
    // A zone of .NET that changes its clocks cannot say all that a rule can: a time of -1 or 26 o'clock, or a summer
    // that lasts all year.
    readonly TimeZoneInfo standard;
    readonly TimeZoneInfo daylight;
    readonly YearlyChange begin;
    readonly YearlyChange end;

    PosixTimeZone(TimeZoneInfo standard, TimeZoneInfo daylight, YearlyChange begin, YearlyChange end) =>
        (this.standard, this.daylight, this.begin, this.end) = (standard, daylight, begin, end);

    /// <summary>
    /// Null when it does not begin with a name. Without an offset it is UTC under that name, as in the C library.
    /// </summary>
    public static PosixTimeZone? Parse(string text)
    {
        var parser = new PosixTimeZoneParser(text);
        if (parser.Name() is not { } name)
        {
            return null;
        }

        if (parser.Offset() is not { } offset)
        {
            var utc = Zone(name, TimeSpan.Zero);
            return new(utc, utc, default, default);
        }

        var standard = Zone(name, offset);
        if (parser.Name() is not { } daylightName)
        {
            return new(standard, standard, default, default);
        }

        var daylight = Zone(daylightName, parser.Offset() ?? offset + TimeSpan.FromHours(1));
        var (begin, end) = parser.Changes();
        return new(standard, daylight, begin, end);
    }

    /// <summary>The zone without changes that holds at a moment.</summary>
    public TimeZoneInfo At(DateTimeOffset moment) =>
        ReferenceEquals(standard, daylight) || !IsDaylight(moment.UtcDateTime) ? standard : daylight;

    /// <summary>In the southern hemisphere summer time spans the turn of the year.</summary>
    bool IsDaylight(DateTime moment)
    {
        var begins = begin.In(moment.Year) - standard.BaseUtcOffset;
        var ends = end.In(moment.Year) - daylight.BaseUtcOffset;
        return begins > ends ? moment < ends || moment >= begins : moment >= begins && moment < ends;
    }

    static TimeZoneInfo Zone(string name, TimeSpan offset) =>
        TimeZoneInfo.CreateCustomTimeZone(name, offset, name, name);
}
