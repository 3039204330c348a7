using System.Text;

namespace MqttDemo.CommandLine.Streams;

/// <summary>What a terminal sends for the keys (ECMA-48, and xterm for those it does not name).</summary>
static class KeySequences
{
    const char Escape = '\e';

    /// <summary>The keys, in their order. What is no key that anybody asks for is left out.</summary>
    public static IReadOnlyList<ConsoleKeyInfo> Parse(ReadOnlySpan<byte> typed)
    {
        List<ConsoleKeyInfo> keys = [];
        while (typed.Length > 0)
        {
            if (typed is [(byte)Escape, (byte)'[' or (byte)'O', ..])
            {
                var end = typed[2..].IndexOfAnyInRange((byte)'@', (byte)'~');
                if (Named(end < 0 ? [] : typed.Slice(2, end + 1)) is { } named)
                {
                    keys.Add(Key(named));
                }

                typed = end < 0 ? [] : typed[(end + 3)..];
                continue;
            }

            Rune.DecodeFromUtf8(typed, out var rune, out var length);
            keys.AddRange(Letter(rune));
            typed = typed[length..];
        }

        return keys;
    }

    static ConsoleKey? Named(ReadOnlySpan<byte> sequence) => sequence switch
    {
        [(byte)'A'] => ConsoleKey.UpArrow,
        [(byte)'B'] => ConsoleKey.DownArrow,
        [(byte)'H'] or [(byte)'1', (byte)'~'] => ConsoleKey.Home,
        [(byte)'F'] or [(byte)'4', (byte)'~'] => ConsoleKey.End,
        [(byte)'5', (byte)'~'] => ConsoleKey.PageUp,
        [(byte)'6', (byte)'~'] => ConsoleKey.PageDown,
        _ => null,
    };

    static IEnumerable<ConsoleKeyInfo> Letter(Rune rune) => rune.Value switch
    {
        Escape => [Key(ConsoleKey.Escape)],
        '\r' or '\n' => [Key(ConsoleKey.Enter)],
        '\b' or 0x7F => [Key(ConsoleKey.Backspace)],
        < ' ' => [],
        _ => rune.ToString().Select(letter => new ConsoleKeyInfo(letter, ConsoleKey.None, false, false, false)),
    };

    static ConsoleKeyInfo Key(ConsoleKey key) => new('\0', key, false, false, false);
}
