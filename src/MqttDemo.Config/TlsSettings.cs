namespace MqttDemo.Config;

/// <summary>How the broker's certificate is checked.</summary>
/// <param name="CaFile">A PEM file with the certificate authorities to trust; null trusts those of the system.</param>
/// <param name="Insecure">Accept any certificate: the connection is then encrypted, but not to anyone in particular.</param>
public sealed record TlsSettings(string? CaFile = null, bool Insecure = false);
