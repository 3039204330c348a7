using System.Net.Security;

namespace MqttDemo.Config;

/// <summary>How the broker's certificate is checked, and ours shown.</summary>
/// <param name="CaFile">A PEM file with the certificate authorities to trust, and the certificates they have revoked;
/// null trusts those of the system.</param>
/// <param name="Insecure">Accept any certificate: the connection is then encrypted, but not to anyone in
/// particular.</param>
/// <param name="Certificate">A PEM file with our own certificate, and those between it and its authority; null for
/// none.</param>
/// <param name="Key">A PEM file with its private key; null when it is in the same file.</param>
/// <param name="KeyPasswordFile">A file whose first line is the passphrase of the key, or of the PKCS #12 file; null
/// for one that has none.</param>
/// <param name="CaPath">A folder with such files as <paramref name="CaFile"/>; null for none.</param>
/// <param name="TrustsSystem">Trust the authorities of the system besides those given.</param>
/// <param name="Pfx">A PKCS #12 file with our own certificate and its key, in place of the two PEM files; null for
/// none.</param>
/// <param name="RequiresTls13">Take nothing older than TLS 1.3; otherwise 1.2 will do.</param>
/// <param name="Protocols">What to offer with ALPN (RFC 7301); null for nothing.</param>
/// <param name="CipherSuites">The only cipher suites to offer; null leaves them to the system.</param>
/// <param name="ServerName">The name to ask for, and to look for in the certificate; null is the host.</param>
/// <param name="Pins">SHA-256 of the public keys (SubjectPublicKeyInfo) of which the broker's must be one; null for
/// any.</param>
/// <param name="KeyLogFile">A file to append the secrets of the connections to, for Wireshark; null for none.</param>
public sealed record TlsSettings(
    string? CaFile = null,
    bool Insecure = false,
    string? Certificate = null,
    string? Key = null,
    string? KeyPasswordFile = null,
    string? CaPath = null,
    bool TrustsSystem = false,
    string? Pfx = null,
    bool RequiresTls13 = false,
    IReadOnlyList<string>? Protocols = null,
    IReadOnlyList<TlsCipherSuite>? CipherSuites = null,
    string? ServerName = null,
    IReadOnlyList<PublicKeyPin>? Pins = null,
    string? KeyLogFile = null)
{
    /// <summary>The file with our own certificate, or null.</summary>
    public string? OwnCertificate => Pfx ?? Certificate;

    /// <summary>Nothing at all says who the broker is.</summary>
    public bool AcceptsAnybody => Insecure && Pins is null;
}
