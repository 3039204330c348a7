using System.Globalization;
using System.Text;

namespace MqttDemo.Publisher.Sources.Json;

/// <summary>
/// The time of a record: 2026-11-25T01:02:03.123456+0100 as mosquitto_sub writes it, also +01:00 or Z.
/// </summary>
static class Timestamp
{
    const int LongestText = 40;

    static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>Its ticks of UTC, never 0; false when the text is no such time.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        Span<char> letters = stackalloc char[LongestText];
        var time = default(DateTimeOffset);
        var isTime = text.Length <= LongestText
            && DateTimeOffset.TryParseExact(
                letters[..Encoding.Latin1.GetChars(text, letters)], Formats, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out time);
        ticks = time.UtcTicks;
        return isTime && ticks > 0;
    }
}
