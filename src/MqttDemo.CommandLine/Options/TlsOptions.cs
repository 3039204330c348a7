using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

sealed class TlsOptions : IOptionGroup
{
    readonly Option<bool> tls = NewOption.Flag("Connect over TLS; the authorities of the system are trusted.", "--tls");

    readonly Option<string?> caFile = NewOption.Text("file", "Trust the authorities in this PEM file instead, and nobody whom it lists as revoked (implies --tls).", "--cafile");

    readonly Option<string?> certificate = NewOption.Text("file", "Show the broker this certificate, a PEM file (implies --tls).", "--cert");

    readonly Option<string?> key = NewOption.Text("file", "The private key of --cert, if it is not in the same file.", "--key");

    readonly Option<string?> keyPasswordFile = NewOption.Text("file", "A file whose first line is the passphrase of the key.", "--key-password-file");

    readonly Option<bool> insecure = NewOption.Flag("Accept any certificate (implies --tls): for tests only.", "--insecure");

    public string Title => "TLS";

    public IReadOnlyList<Option> Options => [tls, caFile, certificate, key, keyPasswordFile, insecure];

    public SettingsLayer Read(ParseResult args, SettingsLayer layer) => layer with
    {
        Tls = args.GetValue(tls) ? true : null,
        CaFile = args.GetValue(caFile),
        Cert = args.GetValue(certificate),
        Key = args.GetValue(key),
        KeyPasswordFile = args.GetValue(keyPasswordFile),
        Insecure = args.GetValue(insecure) ? true : null,
    };
}
