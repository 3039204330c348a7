using System.Globalization;

namespace MqttDemo.CommandLine.Clock;

/// <summary>A time with its offset from UTC as C and mosquitto write it: +0100, where .NET has a colon.</summary>
static class TimeWithOffset
{
    /// <summary>Writes it; returns how many bytes it takes.</summary>
    /// <param name="time">The time.</param>
    /// <param name="format">A format of .NET that ends in zz, the hours of the offset; its minutes follow.</param>
    /// <param name="text">Gets it, and has room for it.</param>
    public static int Write(DateTimeOffset time, string format, Span<byte> text)
    {
        time.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        Math.Abs(time.Offset.Minutes).TryFormat(text[length..], out var rest, "00", CultureInfo.InvariantCulture);
        return length + rest;
    }
}
