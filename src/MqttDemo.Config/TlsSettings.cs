namespace MqttDemo.Config;

/// <summary>How the broker's certificate is checked, and ours shown.</summary>
/// <param name="CaFile">A PEM file with the certificate authorities to trust, and the certificates they have revoked; null trusts those of the system.</param>
/// <param name="Insecure">Accept any certificate: the connection is then encrypted, but not to anyone in particular.</param>
/// <param name="Certificate">A PEM file with our own certificate, and those between it and its authority; null for none.</param>
/// <param name="Key">A PEM file with its private key; null when it is in the same file.</param>
/// <param name="KeyPasswordFile">A file whose first line is the passphrase of the key; null for a key that has none.</param>
public sealed record TlsSettings(
    string? CaFile = null, bool Insecure = false, string? Certificate = null, string? Key = null, string? KeyPasswordFile = null);
