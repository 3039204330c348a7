using System.CommandLine;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Formats.Templates;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>How and where messages are written: one format, with short spellings for the frequent ones.</summary>
/// <param name="inTerminal">The format in a terminal, where none is chosen.</param>
public sealed class OutputOptions(OutputFormat inTerminal = OutputFormat.Sentence) : IOptionGroup
{
    readonly Option<string?> format = NewOption.Of(
        RunSettings.Format,
        " (a template goes with -F)",
        "name",
        $"sentence, payload, verbose, raw, hex, base64 or json (default: {(inTerminal == OutputFormat.Payload ? "" : $"{inTerminal.ToString().ToLowerInvariant()} in a terminal, ")}raw with --output-dir, payload elsewhere).",
        "--format",
        []);

    readonly Option<string?> template = NewOption.Of(
        RunSettings.Template,
        "template",
        "As mosquitto_sub's -F: %t topic, %p payload, %x hex, %j JSON, %q QoS, %r retain, %I time, @Y-@m-@d parts of it, \\n ... Overrides -v.",
        "--template", "-F");

    readonly Option<bool> verbose = NewOption.Choice(RunSettings.Format, "verbose", "The topic before the payload (--format verbose).", "--verbose", "-v");

    readonly Option<bool> raw = NewOption.Choice(RunSettings.Format, "raw", "The bytes and nothing else, in a terminal too (--format raw).", "--raw");

    readonly Option<bool> hex = NewOption.Choice(RunSettings.Format, "hex", "The payload in hexadecimal (--format hex).", "--hex");

    readonly Option<bool> base64 = NewOption.Choice(RunSettings.Format, "base64", "The payload in Base64 (--format base64).", "--base64");

    readonly Option<bool> json = NewOption.Choice(RunSettings.Format, "json", "A JSON object a line (--format json).", "--json");

    readonly Option<bool> pretty = NewOption.Flag(RunSettings.Pretty, "JSON over several lines, indented.", "--pretty");

    readonly Option<bool> noLineEnd = NewOption.Flag("No line end after a message.", "--no-eol", "-N");

    readonly Option<string?> file = NewOption.Text("file", "Append to this file instead of writing to stdout.", "--output");

    readonly Option<string?> folder = NewOption.Text(
        "folder", "Write each message to a file of its own there, in a folder of its topic, named by the time.", "--output-dir");

    public string Title => "Output";

    public IReadOnlyList<Option> Options => [format, template, verbose, raw, hex, base64, json, pretty, noLineEnd, file, folder];

    /// <summary>How messages are written; a format that is typed comes before one of config.json.</summary>
    public OutputSettings Read(ParseResult args, RunValues run)
    {
        Check(args);
        var plan = Plan(run);
        var chosen = plan is null ? Format(run.Get(RunSettings.Format)) : OutputFormat.Template;
        if (args.GetValue(pretty) && chosen is not (OutputFormat.Json or OutputFormat.Template))
        {
            throw Usage("--pretty is for JSON", "add --json");
        }

        AtMostOne.Of([args.GetValue(file) is null ? null : file.Name, args.GetValue(folder) is null ? null : folder.Name], "are two places");
        return new(chosen, !args.GetValue(noLineEnd), args.GetValue(file), args.GetValue(folder), plan, run.Get(RunSettings.Pretty) ?? false, inTerminal);
    }

    /// <summary>The command line itself says how messages are written.</summary>
    public bool IsFormatTyped(ParseResult args) => Typed(args).Any();

    void Check(ParseResult args)
    {
        var typed = Typed(args).Where(name => name != "verbose" || args.GetValue(template) is null).Distinct();
        AtMostOne.Of(typed, "are two formats");
    }

    IEnumerable<string> Typed(ParseResult args) =>
        new (string? Name, bool IsTyped)[]
        {
            (args.GetValue(format), args.GetValue(format) is not null),
            ("template", args.GetValue(template) is not null),
            ("verbose", args.GetValue(verbose)),
            ("raw", args.GetValue(raw)),
            ("hex", args.GetValue(hex)),
            ("base64", args.GetValue(base64)),
            ("json", args.GetValue(json)),
        }.Where(one => one.IsTyped).Select(one => one.Name!);

    static Template? Plan(RunValues run)
    {
        try
        {
            return run.Get(RunSettings.Template) is { } text ? Template.Parse(text) : null;
        }
        catch (MqttDemoException e)
        {
            throw e.About(RunSettings.Template.Key);
        }
    }

    static OutputFormat? Format(string? name) => name switch
    {
        "sentence" => OutputFormat.Sentence,
        "payload" => OutputFormat.Payload,
        "verbose" => OutputFormat.Verbose,
        "raw" => OutputFormat.Raw,
        "hex" => OutputFormat.Hex,
        "base64" => OutputFormat.Base64,
        "json" => OutputFormat.Json,
        _ => null,
    };
}
