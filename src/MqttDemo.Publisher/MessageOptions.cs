using System.CommandLine;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.Config;

namespace MqttDemo.Publisher;

/// <summary>Where the messages go and how.</summary>
/// <param name="isRequest">There is one message, and what becomes of it is told by its replies.</param>
sealed class MessageOptions(bool isRequest = false) : IOptionGroup
{
    readonly Option<string?> topic = NewOption.Text("topic", "The topic to publish to.", "--topic", "-t");

    readonly Option<QualityOfService?> qualityOfService = NewOption.Of(
        RunSettings.Qos, "0|1|2", "At most once, at least once or exactly once (default: 0).", "--qos", "-q");

    readonly Option<bool> retain = NewOption.Flag(RunSettings.Retain, "The broker keeps the last message for later subscribers.", "--retain", "-r");

    readonly Option<bool> allowDowngrade = NewOption.Flag(RunSettings.AllowDowngrade, "Be content with a lower QoS where the broker takes no higher.", "--allow-downgrade");

    readonly Option<bool> statistics = NewOption.Flag(RunSettings.Statistics, "Say at the end what became of the messages.", "--stats");

    public string Title => "Messages";

    public IReadOnlyList<Option> Options => isRequest ? [topic, qualityOfService, allowDowngrade, retain] : [topic, qualityOfService, allowDowngrade, retain, statistics];

    public string? Topic(ParseResult args) => args.GetValue(topic);

    public static PublishSettings Read(RunContext context) =>
        TopicName.Defect(context.Settings.Topic) is { } defect
            ? throw Usage($"cannot publish to the topic '{TerminalText.Shorten(context.Settings.Topic)}': {defect}").About("topic")
            : new(
                context.Settings.Topic,
                context.Settings.Run.Get(RunSettings.Qos) ?? QualityOfService.AtMostOnce,
                context.Settings.Run.Get(RunSettings.Retain) ?? false,
                context.Settings.Run.Get(RunSettings.AllowDowngrade) ?? false,
                context.Settings.Run.Get(RunSettings.Statistics) ?? false,
                context.Properties.Publish,
                context.Settings.TopicOrigin);
}
