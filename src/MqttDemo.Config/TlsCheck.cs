using System.Text;

namespace MqttDemo.Config;

/// <summary>The settings of TLS, complete and checked as far as that goes without opening a file.</summary>
static class TlsCheck
{
    public static TlsSettings Complete(SettingsLayer layer)
    {
        var (certificate, pfx) = (layer.Get(Settings.Tls.Certificate), layer.Get(Settings.Tls.Pfx));
        var (key, keyPasswordFile) = (layer.Get(Settings.Tls.Key), layer.Get(Settings.Tls.KeyPasswordFile));
        if (certificate is null && pfx is null && (key ?? keyPasswordFile) is not null)
        {
            throw Usage(
                "a key cannot be used without its certificate",
                $"give the certificate with {Settings.Tls.Certificate.Named}")
                .About(Settings.Tls.Key, Settings.Tls.KeyPasswordFile);
        }

        return new(
            layer.Get(Settings.Tls.CaFile),
            layer.Get(Settings.Tls.Insecure) ?? false,
            certificate,
            key,
            keyPasswordFile,
            layer.Get(Settings.Tls.CaPath),
            layer.Get(Settings.Tls.UseOsCerts) ?? false,
            pfx,
            RequiresTls13(layer.Get(Settings.Tls.Version)),
            layer.Get(Settings.Tls.Alpn) is { } protocols
                ? [.. protocols.Split(',', StringSplitOptions.TrimEntries).Select(Protocol)]
                : null,
            layer.Get(Settings.Tls.Ciphers) is { } ciphers ? CipherNames.Parse(ciphers, Settings.Tls.Ciphers) : null,
            ServerName(layer.Get(Settings.Tls.ServerName)),
            layer.Get(Settings.Tls.Pin) is { Count: > 0 } pins
                ? [.. pins.Select(pin => PublicKeyPin.Parse(pin, Settings.Tls.Pin))]
                : null,
            layer.Get(Settings.Tls.KeyLog));
    }

    static string? ServerName(string? name) =>
        name is { Length: 0 }
            ? throw Usage($"the name of {Settings.Tls.ServerName.Named} is empty").About(Settings.Tls.ServerName)
            : name;

    /// <summary>The oldest version to take, as for mosquitto_pub 2.1.</summary>
    static bool RequiresTls13(string? version) => version?.ToLowerInvariant() switch
    {
        null or "tlsv1.2" or "1.2" => false,
        "tlsv1.3" or "1.3" => true,
        _ => throw Usage($"there is no TLS version '{version}' that is safe", "choose tlsv1.2 or tlsv1.3").About(
            Settings.Tls.Version),
    };

    /// <summary>RFC 7301, section 3.1: 1 to 255 bytes.</summary>
    static string Protocol(string name) => Encoding.UTF8.GetByteCount(name) is >= 1 and <= 255
        ? name
        : throw Usage($"a protocol of {Settings.Tls.Alpn.Named} has 1 to 255 bytes").About(Settings.Tls.Alpn);
}
