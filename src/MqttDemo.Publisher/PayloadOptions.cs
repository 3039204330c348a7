using System.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher;

/// <summary>Where the payload of a single message comes from.</summary>
sealed class PayloadOptions : IOptionGroup
{
    readonly Option<string?> message = NewOption.Value(SettingTypes.Bytes(), "Publish this text.", "--message", "-m")
        .Frequent("Publish this text.");

    readonly Option<string?> file;

    readonly Option<bool> wholeInput = NewOption.Flag("Publish all of stdin as one message.", "--stdin-file", "-s")
        .Frequent("Publish all of stdin as one message.");

    readonly Option<bool> nothing = NewOption.Flag("Publish a message without payload.", "--null-message", "-n");

    /// <param name="fileDescription">What is done with -f.</param>
    /// <param name="title">The heading in the help.</param>
    public PayloadOptions(
        string fileDescription = "Publish this file as one message.", string title = "Payload")
    {
        Title = title;
        file = NewOption.Value(SettingTypes.FileOr("-s publishes standard input"), fileDescription, "--file", "-f")
            .Frequent("Publish this file.");
    }

    public string Title { get; }

    public string HelpWord => "payload";

    public IReadOnlyList<string> Examples =>
    [
        "publisher -t photos -f cat.jpg", "echo 22.5 | publisher -t my/topic -s",
        "publisher -t door/state -r -m open   # the broker keeps it",
        "publisher -t door/state -r -n        # and forgets it",
    ];

    public IReadOnlyList<Option> Options => [message, file, wholeInput, nothing];

    /// <summary>The file that is named, be it one message or many.</summary>
    public string? File(Arguments args) => args.GetValue(file);

    /// <summary>Refuses two sources, where there are no others than these.</summary>
    public void Check(Arguments args) => Check(args, null, "-m, -f, -s, -n");

    /// <summary>Refuses two sources.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="records">The option that takes records from a stream, which may be a file; null for none.</param>
    public void Check(Arguments args, string? records) => Check(args, records, $"-m, -f, {records ?? "-l"}, -s, -n");

    void Check(Arguments args, string? records, string choices) =>
        AtMostOne.Check(
            [.. AllNames(args, records).Where(name => name != "-f" || records is null)],
            "are two sources for the payload", $"give one of {choices}");

    string?[] AllNames(Arguments args, string? records = null) =>
    [
        args.GetValue(message) is null ? null : "-m",
        args.GetValue(file) is null ? null : "-f",
        records,
        args.Has(wholeInput) ? "-s" : null,
        args.Has(nothing) ? "-n" : null,
    ];

    /// <summary>The settings in whose place it is.</summary>
    public IReadOnlyList<Setting> Replaced(Arguments args) => IsNamed(args) ? [Settings.Messages.Text] : [];

    /// <summary>A source for one message is named.</summary>
    public bool IsNamed(Arguments args) => AllNames(args).Any(name => name is not null);

    /// <summary>
    /// The text of the message where the command line or config.json has it; null where it comes from elsewhere.
    /// </summary>
    public string? Text(Arguments args, RunContext context) =>
        args.GetValue(file) is not null || args.Has(wholeInput) ? null : args.Has(nothing) ? "" : args.GetValue(message)
            ?? context.Settings.Message;

    public async Task<byte[]> ReadAsync(Arguments args, RunContext context)
    {
        if (args.GetValue(file) is { } path)
        {
            return await InputFile.ReadAllAsync(path);
        }

        if (args.Has(wholeInput))
        {
            // As in mosquitto_pub: behind a pipe it is a sign that the program before it has failed.
            return await InputFile.ReadAllAsync(context.Terminal.In, "standard input") is { Length: > 0 } all
                ? all
                : throw new MqttDemoException(
                    FailureKind.InputOutput, "standard input is empty", "-n publishes a message without payload");
        }

        return ByteText.Encode(Text(args, context)!);
    }
}
