using System.CommandLine;
using MqttDemo.Client.Session;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.Config;

namespace MqttDemo.Subscriber;

sealed class TopicOptions : IOptionGroup
{
    readonly Option<string[]> topics = NewOption.Texts("filter", "A topic filter to subscribe to; + and # are wildcards. May be given many times.", "--topic", "-t");

    readonly Option<string[]> unwanted = NewOption.Texts("filter", "End this subscription of a kept session. May be given many times.", "--unsubscribe", "-U");

    readonly Option<string[]> filterOut = NewOption.Texts("filter", "Do not write messages of these topics. May be given many times.", "--filter-out", "-T");

    readonly Option<QualityOfService?> qualityOfService = NewOption.Qos("The highest QoS at which messages come (default: 0).", "--qos", "-q");

    readonly Option<bool> allowDowngrade = NewOption.Flag("Go on when the broker grants a lower QoS.", "--allow-downgrade");

    public string Title => "Topics";

    public IReadOnlyList<Option> Options => [topics, unwanted, filterOut, qualityOfService, allowDowngrade];

    public TopicSettings Read(ParseResult args, RunContext context)
    {
        var filters = args.GetValue(topics) is { Length: > 0 } given ? given : [context.Settings.Topic];
        var ended = args.GetValue(unwanted) ?? [];
        if (ended.Length > 0 && !context.Settings.Connection.KeepSession)
        {
            throw new MqttDemoException(ExitCode.Usage, "-U ends a subscription of a kept session, and this session is new", "say which session with -c and -i");
        }

        var ignored = args.GetValue(filterOut) ?? [];
        foreach (var filter in filters.Concat(ended).Concat(ignored))
        {
            if (TopicFilter.Defect(filter) is { } defect)
            {
                throw new MqttDemoException(ExitCode.Usage, $"'{TerminalText.Shorten(filter)}' is not a topic filter: {defect}");
            }
        }

        var qos = args.GetValue(qualityOfService) ?? QualityOfService.AtMostOnce;
        var request = new SubscriptionRequest(
            [.. filters.Distinct().Select(filter => new TopicSubscription(filter, qos))], [.. ended.Distinct()], args.GetValue(allowDowngrade),
            context.Properties.SubscriptionIdentifier, context.Properties.Subscribe, context.Properties.Unsubscribe);
        return new(request, ignored);
    }
}
