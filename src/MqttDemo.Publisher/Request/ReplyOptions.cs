using System.CommandLine;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Request;

sealed class ReplyOptions : IOptionGroup
{
    readonly Option<string?> topic = NewOption.Value(
        SettingTypes.Text(valueName: "topic"),
        "Where the replies are to go (default: a topic of this client's own); before MQTT 5 a topic filter.",
        "--reply-topic", "-e");

    readonly Option<int?> count = NewOption.Value(
        SettingTypes.WholeNumber(1, int.MaxValue), "Wait for this many replies (default: 1).", "--count", "-C")
        .Frequent("Wait for this many replies (default: 1).");

    readonly Option<bool> ignoreRetained = NewOption.Flag(
        "Changes nothing: a retained message is never a reply.", "--no-retained", "-R");

    readonly Option<bool> latency = NewOption.Flag("Say on stderr how long the first reply took.", "--latency");

    public string Title => "Replies";

    public string HelpWord => "replies";

    public IReadOnlyList<string> Examples => ["{run} -W 5", "{run} -C 3 -v", "{run} --latency"];

    public IReadOnlyList<Option> Options => [topic, count, ignoreRetained, latency];

    public SettingGroup Group => SettingGroup.Replies;

    public ReplySettings Read(Arguments args, RunContext context)
    {
        if (args.GetValue(topic) is { } given)
        {
            Check(given, isSent: !IsBeforeMqtt5(context));
        }

        return new(
            Topic(args.GetValue(topic), context),
            args.GetValue(count) ?? 1,
            context.Settings.Run.Get(RunSettings.Timeout),
            args.Has(latency));
    }

    /// <summary>
    /// With MQTT 5 the request carries the response topic, which is one topic. Before, no request carries it, and what
    /// is subscribed to can be a topic filter.
    /// </summary>
    static void Check(string given, bool isSent)
    {
        if (isSent && TopicName.Defect(given) is { } defect)
        {
            var hint = TopicFilter.Defect(given) is null
                ? "with -V 311 it can be a topic filter, because no responder is told of it" : null;
            throw Usage($"no reply can be published to '{TerminalText.Shorten(given)}': {defect}", hint);
        }

        if (!isSent && TopicFilter.Defect(given) is { } mistake)
        {
            throw Usage($"'{TerminalText.Shorten(given)}' is not a topic filter: {mistake}");
        }
    }

    static bool IsBeforeMqtt5(RunContext context) =>
        context.Settings.Connection.ProtocolVersion < ProtocolVersion.Mqtt5;

    /// <summary>The response topic that is given for the request, by whatever name.</summary>
    static string? Topic(string? given, RunContext context) => (given, context.Properties.Publish?.ResponseTopic) switch
    {
        (not null, not null) =>
            throw Usage("--reply-topic and the response topic of the request are the same", "give one of them"),
        (null, null) when IsBeforeMqtt5(context) =>
            throw Usage("before MQTT 5 a responder cannot be told where to answer", "give --reply-topic"),
        var (own, property) => own ?? property,
    };
}

/// <summary>Which replies are waited for, and how long.</summary>
/// <param name="Topic">Where they are asked to go; null is a topic of our own.</param>
/// <param name="Count">How many of them.</param>
/// <param name="Timeout">How long to wait for all of them; null is forever.</param>
/// <param name="WantsLatency">Say how long the first one took.</param>
sealed record ReplySettings(string? Topic, int Count, TimeSpan? Timeout, bool WantsLatency);
