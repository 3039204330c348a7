using System.Globalization;
using System.Text;

namespace MqttDemo.Client.Transport;

/// <summary>The head of an answer in HTTP/1.1 (RFC 9112). What follows it is left in the stream.</summary>
sealed record HttpHead(int Status, string Reason, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    const int LongestHead = 32 * 1024;

    /// <summary>The status as it may be shown in a terminal.</summary>
    public string StatusLine =>
        Reason.Length > 0 ? $"{Status} {Reason}" : Status.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads one, byte by byte, so that nothing behind it is taken.</summary>
    /// <exception cref="InvalidDataException">It is not one; says why, in words that may be shown.</exception>
    /// <exception cref="EndOfStreamException">The connection has ended before it.</exception>
    public static HttpHead Read(Stream stream)
    {
        var head = new List<byte>(256);
        var one = new byte[1];
        while (!IsComplete(head))
        {
            stream.ReadExactly(one, 0, 1);
            head.Add(one[0]);
            if (head.Count > LongestHead || !StartsAsHttp(head))
            {
                throw new InvalidDataException(
                    head.Count > LongestHead
                        ? "its answer is too long"
                        : $"its answer began with \"{Printable(Encoding.Latin1.GetString([.. head]))}\"");
            }
        }

        return Parse(Encoding.Latin1.GetString([.. head]));
    }

    /// <summary>The values of a field, joined as RFC 9110, section 5.3, allows; null when it is not there.</summary>
    public string? Field(string name)
    {
        var values = Fields.Where(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(field => field.Value)
            .ToArray();
        return values.Length == 0 ? null : string.Join(", ", values);
    }

    /// <summary>What a stranger has sent, as it may be shown in a terminal.</summary>
    public static string Printable(string text) =>
        string.Concat(text.Take(200).Select(c => char.IsBetween(c, ' ', '~') ? c : '.'));

    static bool StartsAsHttp(List<byte> head)
    {
        var expected = "HTTP/1."u8;
        for (var i = 0; i < Math.Min(head.Count, expected.Length); i++)
        {
            if (head[i] != expected[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An empty line; its ends may lack their CR (RFC 9112, section 2.2).</summary>
    static bool IsComplete(List<byte> head) => head.Count > 1
        && head[^1] == '\n'
        && (head[^2] == '\n' || (head.Count > 2 && head[^2] == '\r' && head[^3] == '\n'));

    static HttpHead Parse(string head)
    {
        var lines = head.Split('\n').Select(line => line.TrimEnd('\r')).TakeWhile(line => line.Length > 0).ToArray();
        // HTTP/1.1 101 Switching Protocols; the words may be missing.
        var parts = lines[0].Split(' ', 3);
        if (parts.Length < 2
            || parts[1].Length != 3
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            throw new InvalidDataException($"its answer began with \"{Printable(lines[0])}\"");
        }

        return new(status, parts.Length > 2 ? Printable(parts[2]) : "", [.. lines.Skip(1).Select(Field)]);

        static KeyValuePair<string, string> Field(string line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            return colon > 0
                ? new(line[..colon], line[(colon + 1)..].Trim())
                : throw new InvalidDataException($"its answer has a line \"{Printable(line)}\"");
        }
    }
}
