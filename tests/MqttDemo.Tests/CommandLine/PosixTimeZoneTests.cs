using System.Globalization;
using System.Text;
using MqttDemo.CommandLine.Clock;

namespace MqttDemo.Tests.CommandLine;

/// <summary>A TZ of POSIX means what it means to the C library: date of this machine is asked.</summary>
public sealed class PosixTimeZoneTests
{
    /// <summary>Through a leap year and others, at each quarter of a day and a second before.</summary>
    static readonly long[] Moments =
    [
        .. from quarter in Enumerable.Range(0, 4 * 366 * 3)
           let moment =
               new DateTimeOffset(2023, 12, 1, 0, 0, 0, TimeSpan.Zero).AddHours(6 * quarter).ToUnixTimeSeconds()
           from second in (long[])[moment - 1, moment]
           select second,
    ];

    public static TheoryData<string> Zones =>
    [
        "JST-9", "UTC0", "ART+3", "EST5", "<+0330>-3:30", "<-03>3", "<+1245>-12:45",
        "NST3:30NDT2:30,M3.2.0/0:01,M11.1.0/0:01:00",
        "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "AEST-10AEDT,M10.1.0,M4.1.0/3",
        "NZST-12NZDT,M9.5.0,M4.1.0/3", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "IST-1GMT0,M10.5.0,M3.5.0/1",
        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
        "IST-2IDT,M3.4.4/26,M10.5.0", "EET-2EEST,M4.5.5/0,M10.5.4/24", "XXX3YYY,J60,J300", "XXX3YYY,J59/0,J365",
        "XXX3YYY,59,299/4:30",
        "XXX3EDT4,0/0,J365/23", "<-04>4<-03>,M9.1.6/24,M4.1.6/24", "AAA-5:30:20", "WET0WEST,M3.5.0/1,M10.5.0/2", "JST",
        "Nowhere/City", ":JST-9",
        "AAA+14", "AAA-14", "CET-1CEST-3,M3.5.0,M10.5.0/3", "CET-1CEST,M3.5.0",
    ];

    [Theory]
    [MemberData(nameof(Zones))]
    public Task It_has_the_offset_and_the_name_that_the_C_library_has_at_any_moment(string tz) =>
        ShouldAgreeAsync(tz, Moments);

    /// <summary>
    /// The day of the change is that of a file posixrules, which some machines have, or the law of the United States.
    /// </summary>
    [Theory]
    [InlineData("CET-1CEST")]
    [InlineData("CET-1CEST,")]
    [InlineData("AAA3BBB")]
    [InlineData("<-03>3<-02>1")]
    public Task Without_rules_it_has_summer_and_winter_of_the_north(string tz) => ShouldAgreeAsync(
        tz, [
            .. from month in (int[])[1, 2, 5, 6, 7, 8, 9, 12] select new DateTimeOffset(
                2026, month, 15, 12, 0, 0, TimeSpan.Zero)
                .ToUnixTimeSeconds()]);

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData(":Europe/Berlin")]
    [InlineData("/usr/share/zoneinfo/Europe/Berlin")]
    [InlineData("")]
    [InlineData(null)]
    public void A_name_of_the_database_is_left_to_the_system(string? tz) =>
        Assert.Same(TimeProvider.System, LocalTime.Of(tz));

    static async Task ShouldAgreeAsync(string tz, long[] moments)
    {
        await using var date = App.Start(
            "date", ["-f", "-", "+%z %Z"], environment: new Dictionary<string,
            string>
            { ["TZ"] = tz, ["LC_ALL"] = "C" });
        var lines = string.Concat(moments.Select(moment => $"@{moment}\n"));
        var theirs = (await date.FinishAsync(Encoding.ASCII.GetBytes(lines))).Out.TrimEnd('\n').Split('\n');
        var zone = PosixTimeZone.Parse(tz.TrimStart(':'))!;

        Assert.Equal(moments.Length, theirs.Length);
        Assert.All(
            moments.Zip(theirs), pair => Assert.Equal((pair.First, pair.Second), (pair.First, Told(zone, pair.First))));
    }

    static string Told(PosixTimeZone zone, long moment)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(moment);
        var there = zone.At(time);
        var offset = there.GetUtcOffset(time);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(offset.Hours):00}{Math.Abs(offset.Minutes):00} "
            + $"{there.StandardName}");
    }
}
