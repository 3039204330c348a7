using MqttDemo.CommandLine.Clock;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Request;

/// <summary>publisher request: what mosquitto_rr does.</summary>
static class RequestCommand
{
    static readonly string[] Examples =
    [
        "publisher request -b localhost -t clock -m 'what time is it?' -W 5",
        "publisher request -b localhost -t lamps/all -n -C 3 -v",
        "subscriber -b localhost -t clock --exec date --reply   # who answers",
    ];

    public static Subcommand Create(Terminal terminal) => new(
        "request",
        "Publishes a request and prints the replies to it.",
        (name, description) => Declare(name, description, terminal));

    static AppCommand Declare(string name, string description, Terminal terminal)
    {
        var payload = new PayloadOptions();
        var replies = new ReplyOptions();
        var output = new OutputOptions(inTerminal: OutputFormat.Payload);
        var connection = new ConnectionOptions(Programs.Request, "publish", "subscribe");
        return connection.Declare(
            name, description, Examples, [new MessageOptions(), payload, replies, output], terminal,
            async (args, context) =>
        {
            var settings = MessageOptions.Read(context);
            payload.Check(args);
            if (!payload.IsNamed(args))
            {
                throw Usage("a request needs an explicit message, and none is given", "give one of -m, -f, -s, -n");
            }

            var unnamed = new Unnamed(payload.Text(args, context), settings.Topic, null, settings.TopicOrigin);
            var request = new Requesting(
                context,
                settings,
                payload.ReadAsync(args, context),
                unnamed,
                replies.Read(args, context),
                output.Read(args, context.Settings.Run),
                LocalTime.OfProcess());
            return await request.RunAsync();
        },
            replaced: payload.Replaced);
    }
}
