using MqttDemo.CommandLine.Clock;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

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
        "subscriber -b localhost --share workers -t 'jobs/#' -q 1 -c -i worker-1",
        "subscriber -b localhost -t jobs -q 1 -c -i worker --exec ./work.sh --jobs 4",
    ];

    public static AppCommand Create(Terminal terminal)
    {
        var topics = new TopicOptions();
        var filters = new FilterOptions();
        var ending = new EndingOptions();
        var output = new OutputOptions();
        var handling = new HandlingOptions();
        return new ConnectionOptions(Programs.Subscriber, "subscribe", "unsubscribe").Declare(
            AppName,
            "Subscribes to MQTT topics, prints what arrives and acknowledges what is printed.",
            Examples,
            [topics, filters, ending, output, handling],
            terminal,
            async (args, context) =>
            {
                var run = context.Settings.Run;
                var written = output.Read(args, run);
                var handled = handling.Read(args, written, OutputOptions.IsFormatTyped(args), context.Messages);
                var wanted = filters.Read(args);
                var settings = new SubscribeSettings(
                    topics.Read(args, context, wanted.Retained == true), wanted, handled, ending.Read(args, run),
                    Fitting(written, handled.Kind));
                Check(settings, context.Settings.Connection.ProtocolVersion);
                var member = new GroupMember(
                    settings.Topics.Request, context.Settings.Connection, settings.Ending.Count);
                return await new Subscribing(context, settings, member, LocalTime.OfProcess()).RunAsync();
            },
            (args, context) =>
            {
                output.Read(args, context.Settings.Run);
                topics.Read(args, context, wantsRetainedOnly: false);
            });
    }

    /// <summary>A format of config.json is for messages that are written.</summary>
    static OutputSettings Fitting(OutputSettings written, HandlingKind kind) => (kind, written.Format) switch
    {
        (HandlingKind.Topics, OutputFormat.Json) => written,
        (HandlingKind.Rate or HandlingKind.Topics or HandlingKind.Command, _) =>
            written with { Format = null, Template = null },
        _ => written,
    };

    static void Check(SubscribeSettings settings, ProtocolVersion? pinned)
    {
        if (pinned < ProtocolVersion.Mqtt5 && settings.NeedsMqtt5 is [var option, ..])
        {
            throw ConnectionOptions.NeedsMqtt5(option);
        }
    }
}
