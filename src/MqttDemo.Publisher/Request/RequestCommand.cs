using System.CommandLine;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Options;
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

    public static Command Create(Terminal terminal)
    {
        var message = new MessageOptions(isRequest: true);
        var payload = new PayloadOptions(hasRecords: false);
        var replies = new ReplyOptions();
        var output = new OutputOptions();
        var connection = new ConnectionOptions(PublishCommand.AppName, "connect", "will", "subscribe", "publish", "disconnect");

        var command = connection.CreateCommand(
            "request", "Publishes a request, waits for the replies to it and prints them.", Examples, message, payload, replies, output);
        command.SetAction(async (args, _) =>
        {
            var context = connection.Read(args, message.Topic(args), terminal);
            var settings = message.Read(args, context);
            payload.Check(args);
            var asked = replies.Read(args);
            Check(asked, settings, context);
            var request = new Requesting(context, settings, payload.Read(args, context), asked, output.Read(args), TimeProvider.System);
            return (int)await request.RunAsync();
        });
        return command;
    }

    static void Check(ReplySettings asked, PublishSettings settings, RunContext context)
    {
        if (asked.Topic is not null && settings.Properties?.ResponseTopic is not null)
        {
            throw new MqttDemoException(ExitCode.Usage, "--reply-topic and --response-topic are the same in a request", "give one");
        }

        if (asked.Topic is null && context.Settings.Connection.ProtocolVersion < ProtocolVersion.Mqtt5)
        {
            throw new MqttDemoException(ExitCode.Usage, "before MQTT 5 nobody can be told where to answer", "give the topic that the answer goes to with --reply-topic");
        }
    }
}
