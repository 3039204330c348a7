using System.Net;
using System.Text;

namespace MqttDemo.Client.Transport;

/// <summary>Names that this machine knows by itself (hosts(5)): a line has an address and the names of it.</summary>
static class HostsFile
{
    static readonly char[] Blanks = [' ', '\t', '\r'];

    /// <summary>The addresses that a name has there, in their order.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static List<IPAddress> Read(string path, string name) => Parse(File.ReadAllBytes(path), name);

    public static List<IPAddress> Parse(ReadOnlySpan<byte> text, string name)
    {
        var addresses = new List<IPAddress>();
        foreach (var range in text.Split((byte)'\n'))
        {
            if (AddressOf(text[range], name) is { } address && !addresses.Contains(address))
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    /// <summary>Null where the line has another name, or none.</summary>
    static IPAddress? AddressOf(ReadOnlySpan<byte> line, string name)
    {
        var comment = line.IndexOf((byte)'#');
        string[] words = Encoding.Latin1.GetString(comment < 0 ? line : line[..comment])
            .Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1
            && Array.FindIndex(words, 1, word => word.Equals(name, StringComparison.OrdinalIgnoreCase)) > 0
            && IPAddress.TryParse(words[0], out var address)
            ? address
            : null;
    }
}
