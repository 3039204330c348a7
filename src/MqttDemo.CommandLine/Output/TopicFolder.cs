using System.Globalization;
using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace MqttDemo.CommandLine.Output;

/// <summary>
/// A folder for a topic, one level in another, that cannot lead out of the folder it is in: small letters, letters
/// without case and digits stay, as do - _ and a . that is neither first nor last, and any other character is its bytes
/// as %HH. Different topics have different folders on every system, also where A is a, so a folder can be moved.
/// </summary>
static class TopicFolder
{
    /// <summary>
    /// In bytes. File systems take 255 for a name and macOS 1,024 for a path, in which other folders come before; what
    /// is longer is cut.
    /// </summary>
    const int LongestLevel = 200;
    const int LongestPath = 500;

    /// <summary>This many letters of a topic, escaped, and a hash make a name that every file system takes.</summary>
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
        var rest = level.Length;
        var isDevice = IsDevice(level);
        foreach (var rune in level.EnumerateRunes())
        {
            rest -= rune.Utf16SequenceLength;
            // Of the name of a device, the first letter: what is left is none.
            var stays = rune.Value == '.'
                ? name.Length > 0 && rest > 0
                : Stays(rune) && !(isDevice && name.Length == 0);
            if (stays)
            {
                name.Append(rune);
            }
            else
            {
                AppendEscaped(name, rune);
            }
        }

        return name.Length == 0 ? Empty : name.ToString();
    }

    static void AppendEscaped(StringBuilder name, Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
        {
            name.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>
    /// No file system takes it for another. A small letter without a capital of its own may be taken for others (ß for
    /// ss), and a syllable of Hangul for its parts.
    /// </summary>
    static bool Stays(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.LowercaseLetter => Rune.ToUpperInvariant(rune) is var capital
            && capital != rune
            && Rune.ToLowerInvariant(capital) == rune,
        UnicodeCategory.OtherLetter => !HasOtherForm(rune.Value),
        UnicodeCategory.DecimalDigitNumber => true,
        _ => rune.Value is '-' or '_',
    };

    /// <summary>Letters that Unicode also writes as others: parts of Hangul, and Chinese for old codes.</summary>
    static bool HasOtherForm(int letter) =>
        letter is (>= 0x1100 and <= 0x11FF) or (>= 0xA960 and <= 0xA97F) or (>= 0xD7B0 and <= 0xD7FF)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>
    /// Windows has devices of these names in every folder, whatever follows behind a dot (Microsoft, "Naming Files,
    /// Paths, and Namespaces"). Capitals are escaped anyway.
    /// </summary>
    static bool IsDevice(string level)
    {
        var dot = level.IndexOf('.', StringComparison.Ordinal);
        return (dot < 0 ? level : level[..dot]) is "con" or "prn" or "aux" or "nul"
            or ['c', 'o', 'm', >= '0' and <= '9'] or ['l', 'p', 't', >= '0' and <= '9'];
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
