using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using MqttDemo.CommandLine.Clock;

namespace MqttDemo.CommandLine.Formats.Templates;

/// <summary>The conversions of C's strftime, and those that the GNU C library adds, in the C locale.</summary>
static class TimeConversion
{
    /// <summary>The letters there are.</summary>
    public const string All = "aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%";

    const int Longest = 200;

    public static void Write(char conversion, DateTimeOffset time, TimeZoneInfo zone, IBufferWriter<byte> output)
    {
        var text = output.GetSpan(Longest);
        int length;
        if (Pattern(conversion) is { } pattern)
        {
            time.TryFormat(text, out length, pattern, CultureInfo.InvariantCulture);
        }
        else if (Number(conversion, time) is var (number, format))
        {
            number.TryFormat(text, out length, format, CultureInfo.InvariantCulture);
        }
        else
        {
            length = WriteOther(conversion, time, zone, text);
        }

        // Blanks in place of a leading zero.
        if (conversion is 'e' or 'k' or 'l' && text[0] == '0')
        {
            text[0] = (byte)' ';
        }

        output.Advance(length);
    }

    static string? Pattern(char conversion) => conversion switch
    {
        'a' => "ddd",
        'A' => "dddd",
        'b' or 'h' => "MMM",
        'B' => "MMMM",
        'd' or 'e' => "dd",
        'D' or 'x' => "MM'/'dd'/'yy",
        'F' => "yyyy'-'MM'-'dd",
        'H' or 'k' => "HH",
        'I' or 'l' => "hh",
        'm' => "MM",
        'M' => "mm",
        'p' => "tt",
        'r' => "hh':'mm':'ss tt",
        'R' => "HH':'mm",
        'S' => "ss",
        'T' or 'X' => "HH':'mm':'ss",
        'y' => "yy",
        'Y' => "yyyy",
        _ => null,
    };

    static (long Number, string Format)? Number(char conversion, DateTimeOffset time) => conversion switch
    {
        'C' => (time.Year / 100, "00"),
        'g' => (ISOWeek.GetYear(time.Date) % 100, "00"),
        'G' => (ISOWeek.GetYear(time.Date), "0"),
        'j' => (time.DayOfYear, "000"),
        's' => (time.ToUnixTimeSeconds(), "0"),
        'u' => (time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek, "0"),
        'U' => (Week(time, DayOfWeek.Sunday), "00"),
        'V' => (ISOWeek.GetWeekOfYear(time.Date), "00"),
        'w' => ((int)time.DayOfWeek, "0"),
        'W' => (Week(time, DayOfWeek.Monday), "00"),
        _ => null,
    };

    static int WriteOther(char conversion, DateTimeOffset time, TimeZoneInfo zone, Span<byte> text)
    {
        if (conversion == 'z')
        {
            return TimeWithOffset.Write(time, "zz", text);
        }

        int length;
        _ = conversion switch
        {
            'c' => Utf8.TryWrite(
                text, CultureInfo.InvariantCulture, $"{time:ddd MMM} {time.Day,2} {time:HH':'mm':'ss yyyy}",
                out length),
            'n' => Utf8.TryWrite(text, $"\n", out length),
            'P' => Utf8.TryWrite(text, $"{(time.Hour < 12 ? "am" : "pm")}", out length),
            't' => Utf8.TryWrite(text, $"\t", out length),
            'Z' => Utf8.TryWrite(text, $"{ZoneName(time, zone)}", out length),
            _ => Utf8.TryWrite(text, $"%", out length),
        };
        return length;
    }

    /// <summary>
    /// The weeks of the year that have begun, each with this day; days before the first are in week 0.
    /// </summary>
    static int Week(DateTimeOffset time, DayOfWeek firstDay)
    {
        var daysIntoWeek = (7 + (int)time.DayOfWeek - (int)firstDay) % 7;
        return (time.DayOfYear - 1 + 7 - daysIntoWeek) / 7;
    }

    /// <summary>CET or CEST; without ICU .NET knows zones by these names, all but one.</summary>
    static string ZoneName(DateTimeOffset time, TimeZoneInfo zone)
    {
        var name = zone.IsDaylightSavingTime(time) ? zone.DaylightName : zone.StandardName;
        return name == TimeZoneInfo.Utc.StandardName ? "UTC" : name;
    }
}
