using System.Text;
using System.Text.Unicode;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>What opens a key: the first line of a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">The line.</param>
sealed record Passphrase(string Path, byte[] Bytes)
{
    /// <summary>Null where it is not UTF-8.</summary>
    public string? Text => Utf8.IsValid(Bytes) ? Encoding.UTF8.GetString(Bytes) : null;

    /// <exception cref="MqttDemoException">It cannot be read.</exception>
    public static Passphrase Read(string path)
    {
        ReadOnlySpan<byte> bytes = PemFile.ReadBytes("the passphrase file", path, Settings.Tls.KeyPasswordFile);
        bytes = bytes[ByteOrderMark.LengthIn(bytes)..];
        var end = bytes.IndexOf((byte)'\n');
        return new(path, (end < 0 ? bytes : bytes[..end]).TrimEnd((byte)'\r').ToArray());
    }

    /// <summary>For PKCS #12, whose passphrases are text (RFC 7292, appendix B.1).</summary>
    /// <exception cref="MqttDemoException">It is not UTF-8.</exception>
    public string AsText() => Text ?? throw Usage(
        $"the passphrase in {Path} cannot open a PKCS #12 file: line 1, {ByteText.Defect(ByteText.Decode(Bytes))}",
        Advice.PassphraseOfPem).About(Settings.Tls.KeyPasswordFile, Settings.Tls.Pfx);
}
