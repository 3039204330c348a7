using System.Globalization;

namespace MqttDemo.CommandLine.Clock;

/// <summary>
/// Reads the parts of a TZ of POSIX from left to right; one that is not there, or cannot be, is null.
/// </summary>
ref struct PosixTimeZoneParser(ReadOnlySpan<char> text)
{
    const int SecondsPerHour = 3600;

    /// <summary>What the C library takes where a rule is missing: the law of the United States.</summary>
    static readonly YearlyChange DefaultBegin = new(YearlyChange.Kind.Weekday, 3, 2, 0, 2 * SecondsPerHour);
    static readonly YearlyChange DefaultEnd = DefaultBegin with { Month = 11, Week = 1 };

    ReadOnlySpan<char> rest = text;

    /// <summary>At least three letters, or between angle brackets letters, digits and signs.</summary>
    public string? Name()
    {
        var isQuoted = rest.StartsWith("<");
        var start = isQuoted ? 1 : 0;
        var end = start;
        while (end < rest.Length
            && (
                char.IsAsciiLetter(rest[end])
                    || (isQuoted && (char.IsAsciiDigit(rest[end]) || rest[end] is '+' or '-'))))
        {
            end++;
        }

        if (end - start < 3 || (isQuoted && (end == rest.Length || rest[end] != '>')))
        {
            return null;
        }

        var name = rest[start..end].ToString();
        rest = rest[(isQuoted ? end + 1 : end)..];
        return name;
    }

    /// <summary>
    /// What is added to UTC, in whole minutes as .NET has it. POSIX writes what is subtracted: west is positive.
    /// </summary>
    public TimeSpan? Offset() =>
        Seconds(mostHours: 24) is { } seconds && Math.Abs(seconds) <= 14 * SecondsPerHour
            ? TimeSpan.FromMinutes(-seconds / 60)
            : null;

    /// <summary>When summer begins and ends.</summary>
    public (YearlyChange Begin, YearlyChange End) Changes() =>
        Change() is { } begin ? (begin, Change() ?? DefaultEnd) : (DefaultBegin, DefaultEnd);

    YearlyChange? Change()
    {
        if (!Take(','))
        {
            return null;
        }

        var day = Take('M') ? Weekday() : Take('J') ? Day(YearlyChange.Kind.Julian, 1) : Day(
            YearlyChange.Kind.DayOfYear, 0);
        return day is { } change && Take('/')
            ? change with { Seconds = Seconds(mostHours: 167) ?? change.Seconds }
            : day;
    }

    YearlyChange? Weekday() =>
        Number(1, 12) is { } month && Take('.') && Number(1, 5) is { } week && Take('.') && Number(0, 6) is { } day
            ? DefaultBegin with { Month = month, Week = week, Day = day }
            : null;

    YearlyChange? Day(YearlyChange.Kind form, int first) =>
        Number(first, 365) is { } day ? DefaultBegin with { Form = form, Day = day } : null;

    /// <summary>[+-]hh[:mm[:ss]]</summary>
    int? Seconds(int mostHours)
    {
        var sign = Take('-') ? -1 : 1;
        if (sign > 0)
        {
            Take('+');
        }

        if (Number(0, mostHours) is not { } hours)
        {
            return null;
        }

        var minutes = Take(':') ? Number(0, 59) ?? 0 : 0;
        var seconds = Take(':') ? Number(0, 59) ?? 0 : 0;
        return sign * ((hours * SecondsPerHour) + (minutes * 60) + seconds);
    }

    int? Number(int least, int most)
    {
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = length < 0 ? rest : rest[..length];
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < least
            || number > most)
        {
            return null;
        }

        rest = rest[digits.Length..];
        return number;
    }

    bool Take(char wanted)
    {
        var isThere = rest.Length > 0 && rest[0] == wanted;
        rest = isThere ? rest[1..] : rest;
        return isThere;
    }
}
