using System.CommandLine;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Options;

namespace MqttDemo.Subscriber;

static class SubscribeCommand
{
    public const string AppName = "subscriber";

    static readonly string[] Examples =
    [
        "subscriber                                    # serves a broker here, prints",
        "subscriber --broker test.example.org --topic 'my/#' -v",
        "subscriber -b localhost -t orders -q 1 -c -i billing --output orders.log",
        "subscriber -b localhost -t 'sensor/+/temperature' --json | jq .payload",
    ];

    public static RootCommand Create(Terminal terminal)
    {
        var topics = new TopicOptions();
        var ending = new EndingOptions();
        var output = new OutputOptions();
        var connection = new ConnectionOptions(AppName, publishes: false);

        var command = connection.CreateCommand(
            "Subscribes to MQTT topics, prints what arrives and acknowledges what is printed.", Examples, topics, ending, output);
        command.SetAction(async (args, _) =>
        {
            var context = connection.Read(args, topic: null, terminal);
            var settings = new SubscribeSettings(topics.Read(args, context), ending.Read(args), output.Read(args));
            return (int)await new Subscribing(context, settings, TimeProvider.System).RunAsync();
        });
        return command;
    }
}
