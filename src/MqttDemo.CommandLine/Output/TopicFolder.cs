using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace MqttDemo.CommandLine.Output;

/// <summary>
/// A folder for a topic, one level in another, that cannot lead out of the folder it is in: letters and digits stay, as
/// do - _ and a . that is not the first, and any other character is its bytes as %HH. Different topics have different
/// folders.
/// </summary>
static class TopicFolder
{
    /// <summary>
    /// In bytes. File systems take 255 for a name and about 4,000 for a path, in which other folders come before; what
    /// is longer is cut.
    /// </summary>
    const int LongestLevel = 200;
    const int LongestPath = 1000;

    /// <summary>So many letters of a topic, escaped, and a hash are a name that every file system takes.</summary>
    const int RecognisedLetters = 20;

    /// <summary>An empty level. It is none of the names above, as % has two digits there.</summary>
    const string Empty = "%";

    public static string Of(string topic)
    {
        var levels = topic.Split('/').Select(Level).ToArray();
        return levels.Any(level => Encoding.UTF8.GetByteCount(level) > LongestLevel)
            || Encoding.UTF8.GetByteCount(string.Join('/', levels)) > LongestPath
            ? Cut(topic)
            : Path.Combine(levels);
    }

    static string Level(string level)
    {
        var name = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in level.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' || (rune.Value == '.' && name.Length > 0))
            {
                name.Append(rune);
                continue;
            }

            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                name.Append('%').Append(value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return name.Length == 0 ? Empty : name.ToString();
    }

    /// <summary>
    /// The beginning, to recognise it, and a hash that is the topic's own: a stranger cannot find another topic that
    /// has it too.
    /// </summary>
    static string Cut(string topic) =>
        $"{Level(topic[..Math.Min(RecognisedLetters, topic.Length)])}%-{Convert.ToHexStringLower(Sha256(topic))[..32]}";

    /// <summary>
    /// Not .NET's, for which OpenSSL must be there: a long topic, which anybody can send, would end the program where
    /// it is not.
    /// </summary>
    static byte[] Sha256(string topic)
    {
        var digest = new Sha256Digest();
        var hash = new byte[digest.GetDigestSize()];
        digest.BlockUpdate(Encoding.UTF8.GetBytes(topic));
        digest.DoFinal(hash, 0);
        return hash;
    }
}
