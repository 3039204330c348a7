using System.CommandLine;
using System.Text;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;
using MqttDemo.Publisher.Sources.Json;

namespace MqttDemo.Publisher;

/// <summary>Many messages from one stream: where one ends and the next begins, and what each is.</summary>
sealed class RecordOptions : IOptionGroup
{
    public const string JsonLines = "--json-lines";

    readonly Option<bool> lines = NewOption.Flag(
        "Publish each line as a message. On Windows a CR before the LF is no part of it.", "--lines", "-l",
        "--stdin-line")
        .Frequent("Publish each line of stdin, or of -f, as a message.");

    readonly Option<bool> jsonLines = NewOption.Flag(
        "Each line is a message as subscriber --json writes it: topic, payload, qos, retain, properties; -t, -q and -r "
        + "apply where it does not say.",
        JsonLines);

    readonly Option<string?> keyDelimiter = NewOption.Value(
        SettingTypes.Text(),
        "Each line is a topic, this text and a payload; -t is for lines without a topic or without this text.",
        "--key-delimiter");

    readonly Option<bool> endsInNull = NewOption.Flag("Messages end in a NUL byte, not in a line end.", "--null", "-0");

    readonly Option<string?> delimiter = NewOption.Value(
        SettingTypes.Text(), "Messages end in this text.", "--delimiter");

    public string Title => "Many messages, from stdin or -f";

    public string HelpWord => "lines";

    public IReadOnlyList<string> Examples =>
    [
        "seq 1 1000 | publisher -t numbers -q 1 -l --stats", "publisher --json-lines -f day.jsonl",
        "publisher -l -f lamps.txt --key-delimiter ' '", "find . -print0 | publisher -t files -l -0",
    ];

    public IReadOnlyList<Option> Options => [lines, jsonLines, keyDelimiter, endsInNull, delimiter];

    /// <summary>The option that says that the input is many messages; null when it is one.</summary>
    public string? Chosen(Arguments args) => (args.Has(jsonLines), args.GetValue(keyDelimiter), args.Has(lines)) switch
    {
        (true, _, _) => JsonLines,
        (_, not null, _) => "--key-delimiter",
        (_, _, true) => "-l",
        _ => null,
    };

    /// <summary>Each record says where it goes.</summary>
    public bool BringTopics(Arguments args) => args.Has(jsonLines) || args.GetValue(keyDelimiter) is not null;

    public IMessageSource Open(Arguments args, Stream input, bool isTyped, PublishSettings settings, bool needsTimes)
    {
        var longest = args.Has(jsonLines) ? JsonRecords.LongestRecord : OutgoingMessage.LongestPayload;
        return new RecordMessages(
            new DelimitedRecords(
                input, Delimiter(args), longest, dropsCarriageReturn: OperatingSystem.IsWindows() && EndsInLines(args)),
            Format(args, settings, needsTimes), isTyped);
    }

    public void Check(Arguments args)
    {
        if (Chosen(args) is null && (args.Has(endsInNull) || args.GetValue(delimiter) is not null))
        {
            throw Usage("-0 and --delimiter say where the records of -l end", "add -l");
        }

        if (args.Has(endsInNull) && args.GetValue(delimiter) is not null)
        {
            throw Usage("-0 and --delimiter cannot be used together");
        }

        if (args.GetValue(delimiter) is { Length: 0 })
        {
            throw Usage("--delimiter is empty: records must end in something");
        }

        if (args.GetValue(keyDelimiter) is not { } between)
        {
            return;
        }

        if (between.Length == 0)
        {
            throw Usage("--key-delimiter is empty: something must stand between topic and payload");
        }

        if (args.Has(jsonLines))
        {
            throw Usage($"{JsonLines} and --key-delimiter both say what the topic is", "give one");
        }
    }

    IRecordFormat Format(Arguments args, PublishSettings settings, bool needsTimes) =>
        (args.Has(jsonLines), args.GetValue(keyDelimiter)) switch
        {
            (true, _) => new JsonRecords(settings, needsTimes),
            (_, { } between) => new KeyedRecords(settings, Encoding.UTF8.GetBytes(between)),
            _ => new PayloadRecords(settings),
        };

    /// <summary>On Windows these end in CR LF, in every pipe; elsewhere a CR is a byte like others.</summary>
    bool EndsInLines(Arguments args) => !args.Has(endsInNull) && args.GetValue(delimiter) is null;

    byte[] Delimiter(Arguments args) =>
        args.Has(endsInNull) ? [0]
            : args.GetValue(delimiter) is { } text ? Encoding.UTF8.GetBytes(text)
            : "\n"u8.ToArray();
}
