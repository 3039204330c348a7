using System.CommandLine;
using System.Text;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher;

/// <summary>Where the payloads come from: one source of several.</summary>
sealed class SourceOptions : IOptionGroup
{
    readonly Option<string?> message = NewOption.Text("text", "Publish this text.", "--message", "-m");

    readonly Option<string?> file = NewOption.Text("file", "Publish this file as one message; with -l its lines.", "--file", "-f");

    readonly Option<bool> lines = NewOption.Flag("Publish each line of stdin (or -f) as a message.", "--lines", "-l", "--stdin-line");

    readonly Option<bool> wholeInput = NewOption.Flag("Publish all of stdin as one message.", "--stdin-file", "-s");

    readonly Option<bool> nothing = NewOption.Flag("Publish a message without payload.", "--null-message", "-n");

    readonly Option<bool> endsInNull = NewOption.Flag("With -l: records end in a NUL byte, not in a line end.", "--null", "-0");

    readonly Option<string?> delimiter = NewOption.Text("text", "With -l: records end in this text.", "--delimiter");

    readonly Option<int?> repeat = NewOption.WholeNumber("number", "Publish the message so many times.", "--repeat");

    readonly Option<double?> repeatDelay = NewOption.Seconds("Wait so long between them.", "--repeat-delay");

    public string Title => "Payload (default: the message of config.json)";

    public IReadOnlyList<Option> Options => [message, file, lines, wholeInput, nothing, endsInNull, delimiter, repeat, repeatDelay];

    /// <summary>Opens the source: what cannot be read is told before anything is connected.</summary>
    public IPayloadSource Open(ParseResult args, RunContext context)
    {
        Check(args);
        if (args.GetValue(lines))
        {
            return new DelimitedPayloads(args.GetValue(file) is { } path ? InputFile.Open(path) : context.Terminal.In, Delimiter(args));
        }

        var times = args.GetValue(repeat) ?? 1;
        var delay = TimeSpan.FromSeconds(args.GetValue(repeatDelay) ?? 0);
        return new RepeatedPayload(Payload(args, context), times, delay, TimeProvider.System);
    }

    byte[] Payload(ParseResult args, RunContext context)
    {
        if (args.GetValue(file) is { } path)
        {
            return InputFile.ReadAll(path);
        }

        if (args.GetValue(wholeInput))
        {
            return InputFile.ReadAll(context.Terminal.In, "standard input");
        }

        return args.GetValue(nothing) ? [] : Encoding.UTF8.GetBytes(args.GetValue(message) ?? context.Settings.Message);
    }

    void Check(ParseResult args)
    {
        var isLines = args.GetValue(lines);
        string?[] given =
        [
            args.GetValue(message) is null ? null : "-m",
            args.GetValue(file) is null || isLines ? null : "-f",
            isLines ? "-l" : null,
            args.GetValue(wholeInput) ? "-s" : null,
            args.GetValue(nothing) ? "-n" : null,
        ];
        if (given.OfType<string>().ToArray() is { Length: > 1 } sources)
        {
            throw Usage($"{string.Join(" and ", sources)} are two sources for the payload", "give one of -m, -f, -l, -s, -n");
        }

        if (!isLines && (args.GetValue(endsInNull) || args.GetValue(delimiter) is not null))
        {
            throw Usage("-0 and --delimiter say where the records of -l end", "add -l");
        }

        if (args.GetValue(endsInNull) && args.GetValue(delimiter) is not null)
        {
            throw Usage("-0 and --delimiter exclude each other");
        }

        if (args.GetValue(delimiter) is { Length: 0 })
        {
            throw Usage("--delimiter is empty: records must end in something");
        }

        if (isLines && (args.GetValue(repeat) is not null || args.GetValue(repeatDelay) is not null))
        {
            throw Usage("--repeat and --repeat-delay are for one message, not for the lines of -l");
        }

        if (args.GetValue(repeat) is < 1)
        {
            throw Usage($"--repeat takes a whole number from 1, not '{args.GetValue(repeat)}'");
        }

        if (args.GetValue(repeatDelay) is > NewOption.LongestSeconds)
        {
            throw Usage($"--repeat-delay is at most {NewOption.LongestSeconds} seconds");
        }
    }

    byte[] Delimiter(ParseResult args) =>
        args.GetValue(endsInNull) ? [0] : args.GetValue(delimiter) is { } text ? Encoding.UTF8.GetBytes(text) : "\n"u8.ToArray();

    static MqttDemoException Usage(string message, string? hint = null) => new(ExitCode.Usage, message, hint);
}
