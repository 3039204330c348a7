using System.Buffers.Text;
using System.Text;

namespace MqttDemo.Config;

/// <summary>The SHA-256 of a public key (its SubjectPublicKeyInfo), as RFC 7469 and curl pin it.</summary>
/// <param name="Sha256">The 32 bytes in base64.</param>
public sealed record PublicKeyPin(string Sha256)
{
    const string Prefix = "sha256/";

    /// <summary>Reads sha256/BASE64 or, as curl has it, sha256//BASE64.</summary>
    /// <param name="text">What the user typed.</param>
    /// <param name="setting">The setting that it is a value of.</param>
    /// <exception cref="MqttDemoException">It is invalid.</exception>
    public static PublicKeyPin Parse(string text, Setting setting)
    {
        // A digest in base64 can begin with a slash itself; it has 44 characters.
        var digest = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : "";
        var value = digest.Length == 45 && digest[0] == '/' ? digest[1..] : digest;
        return value.Length == 44 && Base64.IsValid(Encoding.UTF8.GetBytes(value), out var length) && length == 32
            ? new(value)
            : throw Usage(
                $"'{text}' is not the pin of a public key: it is written sha256/ and 44 characters of base64",
                "openssl x509 -in CERT -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 "
                + "-binary | base64")
                    .About(setting);
    }

    /// <summary>As it is given.</summary>
    public override string ToString() => Prefix + Sha256;
}
