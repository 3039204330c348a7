using System.CommandLine;
using System.Text;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher;

/// <summary>Where the messages come from: one source of several.</summary>
sealed class SourceOptions(RecordOptions records, PaceOptions pace) : IOptionGroup
{
    readonly Option<string?> message = NewOption.Text("text", "Publish this text.", "--message", "-m");

    readonly Option<string?> file = NewOption.Text("file", "Publish this file: as one message, or as many (see below).", "--file", "-f");

    readonly Option<bool> wholeInput = NewOption.Flag("Publish all of stdin as one message.", "--stdin-file", "-s");

    readonly Option<bool> nothing = NewOption.Flag("Publish a message without payload.", "--null-message", "-n");

    public string Title => "Payload (default: the message of config.json)";

    public IReadOnlyList<Option> Options => [message, file, wholeInput, nothing];

    /// <summary>Opens the source: what cannot be read is told before anything is connected.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="context">What else there is to work with.</param>
    /// <param name="settings">What is said of every message.</param>
    /// <param name="givenTopic">The topic that is given as an option.</param>
    public IMessageSource Open(ParseResult args, RunContext context, PublishSettings settings, string? givenTopic)
    {
        Check(args, givenTopic);
        if (records.Chosen(args) is null)
        {
            return new RepeatedMessage(settings.Message(Payload(args, context), isKept: true), pace.Times(args));
        }

        var path = args.GetValue(file);
        var input = path is null ? context.Terminal.In : InputFile.Open(path);
        return records.Open(args, input, isTyped: path is null && context.Terminal.InIsTerminal, settings, pace.NeedsTimes(args));
    }

    byte[] Payload(ParseResult args, RunContext context)
    {
        if (args.GetValue(file) is { } path)
        {
            return InputFile.ReadAll(path);
        }

        if (args.GetValue(wholeInput))
        {
            // As in mosquitto_pub: behind a pipe it is a sign that the program before it has failed.
            return InputFile.ReadAll(context.Terminal.In, "standard input") is { Length: > 0 } all
                ? all
                : throw new MqttDemoException(ExitCode.InputOutput, "standard input is empty", "-n publishes a message without payload");
        }

        return args.GetValue(nothing) ? [] : Encoding.UTF8.GetBytes(args.GetValue(message) ?? context.Settings.Message);
    }

    void Check(ParseResult args, string? givenTopic)
    {
        var chosen = records.Chosen(args);
        string?[] given =
        [
            args.GetValue(message) is null ? null : "-m",
            args.GetValue(file) is null || chosen is not null ? null : "-f",
            chosen,
            args.GetValue(wholeInput) ? "-s" : null,
            args.GetValue(nothing) ? "-n" : null,
        ];
        if (given.OfType<string>().ToArray() is { Length: > 1 } sources)
        {
            throw new MqttDemoException(
                ExitCode.Usage, $"{string.Join(" and ", sources)} are two sources for the payload", $"give one of -m, -f, {chosen ?? "-l"}, -s, -n");
        }

        records.Check(args, givenTopic);
        pace.Check(args, chosen);
    }
}
