using System.CommandLine;
using MqttDemo.CommandLine.Formats;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>How and where messages are written: one format, with short spellings for the frequent ones.</summary>
public sealed class OutputOptions : IOptionGroup
{
    readonly Option<OutputFormat?> format = NewOption.Create<OutputFormat?>(
        value => value switch
        {
            "sentence" => (OutputFormat.Sentence, null),
            "payload" => (OutputFormat.Payload, null),
            "verbose" => (OutputFormat.Verbose, null),
            "raw" => (OutputFormat.Raw, null),
            "hex" => (OutputFormat.Hex, null),
            "json" => (OutputFormat.Json, null),
            _ => (null, "sentence, payload, verbose, raw, hex or json"),
        },
        "name", "sentence, payload, verbose, raw, hex or json (default: sentence in a terminal, payload elsewhere).", "--format");

    readonly Option<bool> verbose = NewOption.Flag("The topic before the payload (--format verbose).", "--verbose", "-v");

    readonly Option<bool> raw = NewOption.Flag("The bytes and nothing else, in a terminal too (--format raw).", "--raw");

    readonly Option<bool> hex = NewOption.Flag("The payload in hexadecimal (--format hex).", "--hex");

    readonly Option<bool> json = NewOption.Flag("A JSON object a line (--format json).", "--json");

    readonly Option<bool> noLineEnd = NewOption.Flag("No line end after a message.", "--no-eol", "-N");

    readonly Option<string?> file = NewOption.Text("file", "Append to this file instead of writing to stdout.", "--output");

    public string Title => "Output";

    public IReadOnlyList<Option> Options => [format, verbose, raw, hex, json, noLineEnd, file];

    public OutputSettings Read(ParseResult args)
    {
        OutputFormat?[] all =
        [
            args.GetValue(format),
            args.GetValue(verbose) ? OutputFormat.Verbose : null,
            args.GetValue(raw) ? OutputFormat.Raw : null,
            args.GetValue(hex) ? OutputFormat.Hex : null,
            args.GetValue(json) ? OutputFormat.Json : null,
        ];
        var given = all.OfType<OutputFormat>().Distinct().ToArray();
        return given.Length > 1
            ? throw new MqttDemoException(ExitCode.Usage, $"{string.Join(" and ", given).ToLowerInvariant()} are two formats", "give one")
            : new(given.Length == 0 ? null : given[0], !args.GetValue(noLineEnd), args.GetValue(file));
    }
}
