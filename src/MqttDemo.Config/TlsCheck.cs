using System.Text;
using static MqttDemo.Config.Settings;

namespace MqttDemo.Config;

/// <summary>The settings of TLS, complete and checked as far as that goes without opening a file.</summary>
static class TlsCheck
{
    public static TlsSettings Settings(SettingsLayer layer)
    {
        var (certificate, pfx) = (layer.Get(Tls.Certificate), layer.Get(Tls.Pfx));
        var (key, keyPasswordFile) = (layer.Get(Tls.Key), layer.Get(Tls.KeyPasswordFile));
        if (certificate is null && pfx is null && (key ?? keyPasswordFile) is not null)
        {
            throw Usage("a key without its certificate cannot be shown to a broker", "give the certificate with --cert")
                .About("key", "keyPasswordFile");
        }

        return new(
            layer.Get(Tls.CaFile),
            layer.Get(Tls.Insecure) ?? false,
            certificate,
            key,
            keyPasswordFile,
            layer.Get(Tls.CaPath),
            layer.Get(Tls.UseOsCerts) ?? false,
            pfx,
            RequiresTls13(layer.Get(Tls.Version)),
            layer.Get(Tls.Alpn) is { } protocols ? [.. protocols.Split(',', StringSplitOptions.TrimEntries).Select(Protocol)] : null,
            layer.Get(Tls.Ciphers) is { } ciphers ? CipherNames.Parse(ciphers) : null,
            layer.Get(Tls.ServerName) is { Length: 0 } ? throw Usage("the name of --servername is empty").About("serverName") : layer.Get(Tls.ServerName),
            layer.Get(Tls.Pin) is { Count: > 0 } pins ? [.. pins.Select(PublicKeyPin.Parse)] : null,
            layer.Get(Tls.KeyLog));
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
