using System.CommandLine;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;
using MqttDemo.Subscriber.Commands;

namespace MqttDemo.Subscriber;

/// <summary>What is done with the messages, where they are not just written.</summary>
sealed class HandlingOptions : IOptionGroup
{
    const int MostJobs = 1_000;

    readonly Option<string?> exec = NewOption.Value(
        SettingTypes.Text(valueName: "command"),
        "Run this for each message: the payload on stdin, the rest in MQTT_TOPIC, MQTT_QOS... A message is "
        + "acknowledged when it has ended with 0.",
        "--exec")
        .Frequent("Run this for each message, which is its stdin.");

    readonly Option<bool> shell = NewOption.Flag("Run the command in a shell (sh -c; on Windows cmd /c).", "--shell");

    readonly Option<int?> jobs = NewOption.Value(
        SettingTypes.WholeNumber(1, MostJobs), "Run up to this many at once (default: 1, which keeps the order).",
        "--jobs");

    readonly Option<OnError?> onError = NewOption.Value(
        SettingTypes.Choice(("stop", OnError.Stop), ("retry", OnError.Retry), ("skip", OnError.Skip)),
        "When it fails: end with exit code 8 (default), run it again after a while, or acknowledge the message and go "
        + "on.",
        "--on-error");

    readonly Option<bool> reply = NewOption.Flag(
        "Publish what the command writes to the message's response topic (MQTT 5).", "--reply");

    readonly Option<bool> watch = NewOption.Flag(
        "Show a table of the topics and their last messages, in a terminal.", "--watch", "-w");

    readonly Option<bool> topics = NewOption.Flag(
        "At the end, write a table of the topics: messages, rate, bytes, last message (JSON in a pipe).", "--topics");

    readonly Option<bool> rate = NewOption.Flag(
        "Print the number of messages per second instead of the messages.", "--message-rate");

    readonly Option<bool> removeRetained = NewOption.Flag(
        "Clear received retained messages on the broker; not those filtered out by -T or --match.",
        "--remove-retained");

    public string Title => "Handling";

    public string HelpWord => "handling";

    public IReadOnlyList<string> Examples =>
    [
        "subscriber -t jobs -q 1 -c -i worker --exec ./work.sh --jobs 4", "subscriber -t clock --exec date --reply",
        "subscriber -t 'my/#' -w", "subscriber -t 'my/#' --topics -W 10", "subscriber -t 'my/#' --message-rate",
    ];

    public IReadOnlyList<Option> Options => [exec, shell, jobs, onError, reply, watch, topics, rate, removeRetained];

    public HandlingSettings Read(Arguments args, OutputSettings output, bool isFormatTyped, Messages messages)
    {
        var isGiven = args.GetValue(exec) is not null;
        AtMostOne.Check(
            [
                isGiven ? exec.Name : null,
                args.Has(topics) ? topics.Name : args.Has(watch) ? watch.Name : null,
                args.Has(rate) ? rate.Name : null,
            ],
            "cannot be used together");
        if (!isGiven
            && ((Option[])[shell, jobs, onError, reply]).FirstOrDefault(option => args.Has(option)) is { } orphan)
        {
            throw Usage($"{orphan.Name} is for a command", "add --exec COMMAND");
        }

        if (isGiven && ((output.File ?? output.Folder) is not null || isFormatTyped || !output.EndsLines))
        {
            throw Usage(
                "with --exec nothing is written but what the command writes",
                "leave out the options of the output; the command gets the payload on stdin");
        }

        CheckLines(args, output, isFormatTyped);
        return new(Kind(args), args.Has(removeRetained), isGiven ? Command(args, messages) : null, args.Has(watch));
    }

    HandlingKind Kind(Arguments args) =>
        args.GetValue(exec) is not null ? HandlingKind.Command
        : args.Has(topics) ? HandlingKind.Topics
        : args.Has(watch) ? HandlingKind.Watch
        : args.Has(rate) ? HandlingKind.Rate
        : HandlingKind.Write;

    /// <summary>What writes lines about messages writes no messages.</summary>
    void CheckLines(Arguments args, OutputSettings output, bool isFormatTyped)
    {
        if (((Option[])[topics, rate]).FirstOrDefault(option => args.Has(option)) is not { } lines)
        {
            return;
        }

        if (output.Folder is not null)
        {
            throw Usage(
                $"{lines.Name} writes lines and no messages, so --output-dir has nothing to hold",
                "--output FILE takes the lines");
        }

        var isJson = lines == topics && output.Format == OutputFormat.Json;
        if ((isFormatTyped && !isJson) || !output.EndsLines)
        {
            throw Usage(
                $"{lines.Name} writes lines about messages and no messages, so there is nothing to format",
                lines == topics ? "leave out the format, or use --json" : "leave out the format of the output");
        }
    }

    CommandSettings Command(Arguments args, Messages messages)
    {
        var invocation = Invocation(args, messages);
        CommandSignals.SeeCommandsEnd();
        return new(
            invocation with { Program = ProgramFile.Find(invocation.Program, ProgramSearch.OfSystem(Variable)) },
            args.GetValue(jobs) ?? 1, args.GetValue(onError) ?? OnError.Stop, args.Has(reply),
            Variable(CommandEnvironment.KeyLogFile));
    }

    static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    Invocation Invocation(Arguments args, Messages messages)
    {
        var command = args.GetValue(exec)!;
        if (command.Contains('\0', StringComparison.Ordinal))
        {
            throw Usage("the command of --exec contains a NUL character, which no argument of a program can");
        }

        if (args.Has(shell))
        {
            return string.IsNullOrWhiteSpace(command)
                ? throw Usage("--exec needs a command")
                : OperatingSystem.IsWindows()
                    ? Commands.Invocation.OfWindowsShell(command, Variable("ComSpec"))
                    : Commands.Invocation.OfShell(command);
        }

        var split = CommandWords.Split(command);
        if (split.ShellOnly is { } character)
        {
            messages.Advice(
                $"'{character}' in --exec has no special meaning without --shell, which runs the command in a shell; "
                + "single quotes silence this warning");
        }

        return new(split.Words[0], [.. split.Words.Skip(1)]);
    }
}
