using System.Text;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Sources.Json;

/// <summary>The keys that an object may have, each at most once.</summary>
sealed class JsonNames(params string[] names)
{
    readonly byte[][] utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>
    /// The place of a key in the list; a key that is not in it would be lost, or was meant to be another.
    /// </summary>
    public int Find(ReadOnlySpan<byte> name, ref int seen)
    {
        for (var i = 0; i < utf8.Length; i++)
        {
            if (name.SequenceEqual(utf8[i]))
            {
                var wasSeen = (seen & (1 << i)) != 0;
                seen |= 1 << i;
                return wasSeen ? throw JsonDefect.Of($"'{names[i]}' is given twice") : i;
            }
        }

        var unknown = Encoding.UTF8.GetString(name);
        var near = Spelling.Nearest(unknown, names);
        throw JsonDefect.Of(
            $"there is no key '{TerminalText.Shorten(unknown)}'{(near is null ? "" : $"; did you mean '{near}'?")}");
    }
}
