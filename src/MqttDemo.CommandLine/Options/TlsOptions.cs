using System.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

sealed class TlsOptions : IOptionGroup
{
    readonly Option<bool> tls = NewOption.Flag("Connect over TLS; the authorities of the system are trusted.", "--tls");

    readonly Option<string?> caFile = NewOption.Text("file", "Trust the authorities in this PEM file instead (implies --tls).", "--cafile");

    readonly Option<bool> insecure = NewOption.Flag("Accept any certificate (implies --tls): for tests only.", "--insecure");

    public string Title => "TLS";

    public IReadOnlyList<Option> Options => [tls, caFile, insecure];

    public SettingsLayer Read(ParseResult args, SettingsLayer layer) => layer with
    {
        Tls = args.GetValue(tls) ? true : null,
        CaFile = args.GetValue(caFile),
        Insecure = args.GetValue(insecure) ? true : null,
    };
}
