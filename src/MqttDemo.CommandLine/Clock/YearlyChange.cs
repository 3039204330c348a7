namespace MqttDemo.CommandLine.Clock;

/// <summary>When the clocks change each year (POSIX, "Environment Variables", TZ).</summary>
/// <param name="Form">How the day is named.</param>
/// <param name="Month">Of the form M.</param>
/// <param name="Week">Of the form M; 5 is the last of the month.</param>
/// <param name="Day">Of the form M a day of the week, 0 is Sunday; else a day of the year.</param>
/// <param name="Seconds">The time of that day on the clock that is changed; it may be one of another day.</param>
readonly record struct YearlyChange(YearlyChange.Kind Form, int Month, int Week, int Day, int Seconds)
{
    public enum Kind
    {
        /// <summary>M: the day of a week of a month.</summary>
        Weekday,

        /// <summary>J: 1 to 365, and 29 February is not counted.</summary>
        Julian,

        /// <summary>0 to 365, and 29 February is counted.</summary>
        DayOfYear,
    }

    /// <summary>The moment on the clock that is changed.</summary>
    public DateTime In(int year) => new DateTime(year, 1, 1).AddDays(DaysFromNewYear(year)).AddSeconds(Seconds);

    int DaysFromNewYear(int year) => Form switch
    {
        Kind.Julian => Day - 1 + (Day >= 60 && DateTime.IsLeapYear(year) ? 1 : 0),
        Kind.DayOfYear => Day,
        _ => WeekdayOf(year).DayOfYear - 1,
    };

    DateTime WeekdayOf(int year)
    {
        var first = new DateTime(year, Month, 1);
        var day = 1 + ((Day - (int)first.DayOfWeek + 7) % 7) + (7 * (Week - 1));
        return first.AddDays((day > DateTime.DaysInMonth(year, Month) ? day - 7 : day) - 1);
    }
}
