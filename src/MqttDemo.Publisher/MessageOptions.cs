using System.CommandLine;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher;

/// <summary>Where the messages go and how.</summary>
sealed class MessageOptions : IOptionGroup
{
    public string Title => "Messages";

    public string HelpWord => "messages";

    public IReadOnlyList<string> Examples => ["{run} -q 1", "{run} -q 2 --allow-downgrade"];

    public SettingGroup Group => SettingGroup.Messages;

    public IReadOnlyList<Option> Options => [];

    public static PublishSettings Read(RunContext context) =>
        TopicName.Defect(context.Settings.Topic) is { } defect
            ? throw Usage($"cannot publish to the topic '{TerminalText.Shorten(context.Settings.Topic)}': {defect}")
                .About(Settings.Messages.Topic)
            : new(
                context.Settings.Topic,
                context.Settings.Run.Get(RunSettings.Qos) ?? QualityOfService.AtMostOnce,
                context.Settings.Run.Get(RunSettings.Retain) ?? false,
                context.Settings.Run.Get(RunSettings.AllowDowngrade) ?? false,
                context.Settings.Run.Get(RunSettings.Statistics) ?? false,
                context.Properties.Publish,
                context.Settings.TopicOrigin);
}
