using System.Text;

namespace MqttDemo.Config;

/// <summary>The settings of TLS, complete and checked as far as that goes without opening a file.</summary>
static class TlsCheck
{
    public static TlsSettings Settings(SettingsLayer layer)
    {
        if (layer.Cert is null && layer.Pfx is null && (layer.Key ?? layer.KeyPasswordFile) is not null)
        {
            throw Usage("a key without its certificate cannot be shown to a broker", "give the certificate with --cert").About("key", "keyPasswordFile");
        }

        if (layer.Pfx is not null && (layer.Cert ?? layer.Key) is not null)
        {
            throw Usage("--pfx holds a certificate and its key: --cert and --key name others", "give either the one file or the two").About("pfx", "cert", "key");
        }

        return new(
            layer.CaFile,
            layer.Insecure ?? false,
            layer.Cert,
            layer.Key,
            layer.KeyPasswordFile,
            layer.CaPath,
            layer.TlsUseOsCerts ?? false,
            layer.Pfx,
            RequiresTls13(layer.TlsVersion),
            layer.TlsAlpn is { } protocols ? [.. protocols.Split(',', StringSplitOptions.TrimEntries).Select(Protocol)] : null,
            layer.Ciphers is { } ciphers ? CipherNames.Parse(ciphers) : null,
            layer.ServerName is { Length: 0 } ? throw Usage("the name of --servername is empty").About("serverName") : layer.ServerName,
            layer.Pin is { Count: > 0 } pins ? [.. pins.Select(PublicKeyPin.Parse)] : null,
            layer.TlsKeylog);
    }

    /// <summary>The oldest version to take, as for mosquitto_pub 2.1.</summary>
    static bool RequiresTls13(string? version) => version?.ToLowerInvariant() switch
    {
        null or "tlsv1.2" or "1.2" => false,
        "tlsv1.3" or "1.3" => true,
        _ => throw Usage($"there is no TLS version '{version}' that is safe", "choose tlsv1.2 or tlsv1.3").About("tlsVersion"),
    };

    /// <summary>RFC 7301, section 3.1: 1 to 255 bytes.</summary>
    static string Protocol(string name) => Encoding.UTF8.GetByteCount(name) is >= 1 and <= 255
        ? name
        : throw Usage("a protocol of --tls-alpn has 1 to 255 bytes").About("tlsAlpn");
}
