using System.CommandLine;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Formats.Templates;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>How and where messages are written: one format, with short spellings for the frequent ones.</summary>
/// <param name="inTerminal">The format in a terminal, where none is chosen.</param>
public sealed class OutputOptions(OutputFormat inTerminal = OutputFormat.Sentence) : IOptionGroup
{
    readonly Option<bool> noLineEnd = NewOption.Flag("No line end after a message.", "--no-eol", "-N");

    readonly Option<string?> file = NewOption.Value(
        SettingTypes.FileOr("without it messages go to standard output"),
        "Append to this file instead of writing to stdout.",
        "--output").Frequent("Append to this file instead of stdout.");

    readonly Option<string?> folder = NewOption.Value(
        SettingTypes.Folder,
        "Write each message to a file of its own there, in a folder of its topic, named by the time.", "--output-dir");

    public string Title => "Output";

    public string HelpWord => "output";

    public IReadOnlyList<string> Examples =>
        ["{run} -v", "{run} --json | jq .payload", "{run} -F '%I %t %p'", "{run} --output my.log"];

    public SettingGroup Group => SettingGroup.Output;

    public IReadOnlyList<Option> Options => [];

    public IReadOnlyList<Option> LastOptions => [noLineEnd, file, folder];

    /// <summary>How messages are written; a format that is typed comes before one of config.json.</summary>
    public OutputSettings Read(Arguments args, SettingsLayer run)
    {
        Check(args);
        var plan = Plan(run);
        var chosen = plan is null ? Format(run.Get(RunSettings.Format)) : OutputFormat.Template;
        if (args.Values(RunSettings.Pretty).Contains((RunSettings.Pretty, true))
            && chosen is not (OutputFormat.Json or OutputFormat.Template))
        {
            throw Usage("--pretty is for JSON", "add --json");
        }

        AtMostOne.Check(
            [args.GetValue(file) is null ? null : file.Name, args.GetValue(folder) is null ? null : folder.Name],
            "are two places");
        return new(
            chosen, !args.Has(noLineEnd), args.GetValue(file), args.GetValue(folder), plan,
            run.Get(RunSettings.Pretty) ?? false, inTerminal);
    }

    /// <summary>The command line says how messages are written.</summary>
    public static bool IsFormatTyped(Arguments args) => Typed(args).Any();

    /// <summary>A template overrides -v, and two names of the same format are one.</summary>
    static void Check(Arguments args)
    {
        var isTemplate = args.Has(RunSettings.Template);
        var typed = Typed(args).Where(name => name != "verbose" || !isTemplate).Distinct();
        AtMostOne.Check(typed, "are two formats");
    }

    static IEnumerable<string> Typed(Arguments args) => args.Values(RunSettings.Format, RunSettings.Template)
        .Select(typed => typed.Setting == RunSettings.Template ? "template" : (string)typed.Value);

    static Template? Plan(SettingsLayer run)
    {
        try
        {
            return run.Get(RunSettings.Template) is { } text ? Template.Parse(text) : null;
        }
        catch (MqttDemoException e)
        {
            throw e.About(RunSettings.Template);
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
