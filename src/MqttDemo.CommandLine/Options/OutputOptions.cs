using System.CommandLine;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Formats.Templates;

namespace MqttDemo.CommandLine.Options;

/// <summary>How and where messages are written: one format, with short spellings for the frequent ones.</summary>
/// <param name="inTerminal">The format in a terminal, where none is chosen.</param>
public sealed class OutputOptions(OutputFormat inTerminal = OutputFormat.Sentence) : IOptionGroup
{
    readonly Option<OutputFormat?> format = NewOption.Create<OutputFormat?>(
        value => value switch
        {
            "sentence" => (OutputFormat.Sentence, null),
            "payload" => (OutputFormat.Payload, null),
            "verbose" => (OutputFormat.Verbose, null),
            "raw" => (OutputFormat.Raw, null),
            "hex" => (OutputFormat.Hex, null),
            "base64" => (OutputFormat.Base64, null),
            "json" => (OutputFormat.Json, null),
            _ => (null, "sentence, payload, verbose, raw, hex, base64 or json (a template goes with -F)"),
        },
        "name",
        $"sentence, payload, verbose, raw, hex, base64 or json (default: {(inTerminal == OutputFormat.Payload ? "" : $"{inTerminal.ToString().ToLowerInvariant()} in a terminal, ")}raw with --output-dir, payload elsewhere).",
        "--format");

    readonly Option<string?> template = NewOption.Text(
        "template",
        "As mosquitto_sub's -F: %t topic, %p payload, %x hex, %j JSON, %q QoS, %r retain, %I time, @Y-@m-@d parts of it, \\n ... Overrides -v.",
        "--template", "-F");

    readonly Option<bool> verbose = NewOption.Flag("The topic before the payload (--format verbose).", "--verbose", "-v");

    readonly Option<bool> raw = NewOption.Flag("The bytes and nothing else, in a terminal too (--format raw).", "--raw");

    readonly Option<bool> hex = NewOption.Flag("The payload in hexadecimal (--format hex).", "--hex");

    readonly Option<bool> base64 = NewOption.Flag("The payload in Base64 (--format base64).", "--base64");

    readonly Option<bool> json = NewOption.Flag("A JSON object a line (--format json).", "--json");

    readonly Option<bool> pretty = NewOption.Flag("JSON over several lines, indented.", "--pretty");

    readonly Option<bool> noLineEnd = NewOption.Flag("No line end after a message.", "--no-eol", "-N");

    readonly Option<string?> file = NewOption.Text("file", "Append to this file instead of writing to stdout.", "--output");

    readonly Option<string?> folder = NewOption.Text(
        "folder", "Write each message to a file of its own there, in a folder of its topic, named by the time.", "--output-dir");

    public string Title => "Output";

    public IReadOnlyList<Option> Options => [format, template, verbose, raw, hex, base64, json, pretty, noLineEnd, file, folder];

    public OutputSettings Read(ParseResult args)
    {
        var chosen = ReadFormat(args);
        if (args.GetValue(pretty) && chosen is not (OutputFormat.Json or OutputFormat.Template))
        {
            throw Usage("--pretty is for JSON", "add --json");
        }

        AtMostOne.Of([args.GetValue(file) is null ? null : file.Name, args.GetValue(folder) is null ? null : folder.Name], "are two places");
        var plan = args.GetValue(template) is { } text ? Template.Parse(text) : null;
        return new(chosen, !args.GetValue(noLineEnd), args.GetValue(file), args.GetValue(folder), plan, args.GetValue(pretty), inTerminal);
    }

    OutputFormat? ReadFormat(ParseResult args)
    {
        var isTemplate = args.GetValue(template) is not null;
        OutputFormat?[] all =
        [
            args.GetValue(format),
            isTemplate ? OutputFormat.Template : null,
            args.GetValue(verbose) && !isTemplate ? OutputFormat.Verbose : null,
            args.GetValue(raw) ? OutputFormat.Raw : null,
            args.GetValue(hex) ? OutputFormat.Hex : null,
            args.GetValue(base64) ? OutputFormat.Base64 : null,
            args.GetValue(json) ? OutputFormat.Json : null,
        ];
        var given = all.OfType<OutputFormat>().Distinct().ToArray();
        AtMostOne.Of(given.Select(one => one.ToString().ToLowerInvariant()), "are two formats");
        return given.Length == 0 ? null : given[0];
    }
}
