using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>Each of them but --no-tls implies --tls.</summary>
sealed class TlsOptions : IOptionGroup
{
    readonly Option<bool> tls = NewOption.Flag("Connect over TLS (default: with mqtts:// or wss://, port 8883 or any option below); the authorities of the system are trusted.", "--tls");

    readonly Option<bool> noTls = NewOption.Flag("Do not, whatever config.json, the port or an option below says.", "--no-tls");

    readonly Option<string?> caFile = NewOption.Text("file", "Trust the authorities in this PEM file instead, and nobody whom it lists as revoked.", "--cafile");

    readonly Option<string?> caPath = NewOption.Text("folder", "The same with the .pem, .crt and .cer files in a folder, and with OpenSSL's links.", "--capath");

    readonly Option<bool> useOsCerts = NewOption.Flag("Trust the authorities of the system also with --cafile or --capath.", "--tls-use-os-certs");

    readonly Option<string?> certificate = NewOption.Text("file", "Show the broker this certificate, a PEM file.", "--cert");

    readonly Option<string?> key = NewOption.Text("file", "The private key of --cert, if it is not in the same file.", "--key");

    readonly Option<string?> pfx = NewOption.Text("file", "Certificate and key in one PKCS #12 file.", "--pfx");

    readonly Option<string?> keyPasswordFile = NewOption.Text("file", "A file whose first line is the passphrase of the key or of --pfx.", "--key-password-file");

    readonly Option<string?> serverName = NewOption.Text("name", "Ask for this name, and look for it in the certificate, in the place of the host.", "--servername");

    readonly Option<string[]> pin = NewOption.Texts("sha256/base64", "Accept only a broker with this public key; can be given many times. With --insecure nothing else is checked.", "--pin");

    readonly Option<string?> version = NewOption.Text("version", "The oldest version of TLS to take: tlsv1.2 (default) or tlsv1.3.", "--tls-version");

    readonly Option<string?> ciphers = NewOption.Text("names", "Offer only these cipher suites: names of OpenSSL or IANA, with colons between them.", "--ciphers");

    readonly Option<string?> alpn = NewOption.Text("names", "Offer these protocols with ALPN, with commas between them.", "--tls-alpn");

    readonly Option<string?> keyLog = NewOption.Text("file", "Append the secrets of the connection to this file, for Wireshark.", "--tls-keylog");

    readonly Option<bool> insecure = NewOption.Flag("Accept any certificate: for tests only.", "--insecure");

    public string Title => "TLS";

    public IReadOnlyList<Option> Options =>
        [tls, noTls, caFile, caPath, useOsCerts, certificate, key, pfx, keyPasswordFile, serverName, pin, version, ciphers, alpn, keyLog, insecure];

    public SettingsLayer Read(ParseResult args, SettingsLayer layer) => layer with
    {
        Tls = IsWanted(args),
        CaFile = args.GetValue(caFile),
        CaPath = args.GetValue(caPath),
        TlsUseOsCerts = args.GetValue(useOsCerts) ? true : null,
        Cert = args.GetValue(certificate),
        Key = args.GetValue(key),
        Pfx = args.GetValue(pfx),
        KeyPasswordFile = args.GetValue(keyPasswordFile),
        ServerName = args.GetValue(serverName),
        Pin = args.GetValue(pin) is { Length: > 0 } pins ? pins : null,
        TlsVersion = args.GetValue(version),
        Ciphers = args.GetValue(ciphers),
        TlsAlpn = args.GetValue(alpn),
        TlsKeylog = args.GetValue(keyLog),
        Insecure = args.GetValue(insecure) ? true : null,
    };

    bool? IsWanted(ParseResult args) => (args.GetValue(tls), args.GetValue(noTls)) switch
    {
        (true, true) => throw Usage("--tls and --no-tls exclude each other"),
        (true, _) => true,
        (_, true) => false,
        _ => null,
    };
}
