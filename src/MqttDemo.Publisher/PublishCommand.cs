using MqttDemo.Client;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.Publisher;

static class PublishCommand
{
    public const string AppName = "publisher";

    static readonly string[] Examples =
    [
        "publisher                                   # \"Hello MQTT\", as in config.json",
        "publisher --broker test.example.org --topic my/topic -m 22.5",
        "seq 1 300000 | publisher -b localhost -t numbers -q 1 -l",
        "publisher -b localhost --json-lines -f day.jsonl --replay-speed 10",
        "publisher -b mqtts://user@example.org/photos -f cat.jpg --password-file secret",
    ];

    /// <param name="terminal">Where it is shown.</param>
    /// <param name="subcommands">What else the program can do.</param>
    public static AppCommand Create(Terminal terminal, params IReadOnlyList<Subcommand> subcommands)
    {
        var records = new RecordOptions();
        var pace = new PaceOptions();
        var payload = new PayloadOptions(
            "Publish this file: as one message, or as many (see below).",
            "Payload (default: the message of config.json)");
        var source = new SourceOptions(payload, records, pace);
        var command = new ConnectionOptions(Programs.Publisher, "publish").Declare(
            AppName,
            "Publishes messages to an MQTT broker and loses none of them.",
            Examples,
            [new MessageOptions(), payload, records, pace, new EndingOptions()],
            terminal,
            async (args, context) =>
            {
                var settings = MessageOptions.Read(context);
                var opening = source.OpenAsync(args, context, settings);
                return await new Publishing(
                    context, settings, opening, source.Unnamed(args, context), pace.Read(args),
                    EndingOptions.Read(context.Settings.Run), MainThread.Clock(TimeProvider.System))
                        .RunAsync();
            },
            (_, context) => MessageOptions.Read(context),
            source.Replaced);
        foreach (var subcommand in subcommands)
        {
            command.Subcommands.Add(subcommand);
        }

        return command;
    }
}
