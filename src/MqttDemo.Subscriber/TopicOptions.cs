using System.CommandLine;
using MqttDemo.Client.Session;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Parsing;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.Subscriber;

sealed class TopicOptions : IOptionGroup
{
    /// <summary>MQTT 5, section 3.8.2.1.2.</summary>
    const int LargestIdentifier = 268_435_455;

    readonly Option<string[]> topics = NewOption.Texts(
        "filter", "A topic filter to subscribe to; + and # are wildcards. May be given many times.", "--topic", "-t")
        .Frequent("A topic filter; + and # are wildcards.");

    readonly Option<string[]> unwanted = NewOption.Texts(
        "filter", "Unsubscribe from this filter of a kept session. May be given many times.", "--unsubscribe", "-U");

    readonly Option<bool> noLocal = NewOption.Flag(
        "Do not receive what this client publishes itself (MQTT 5).", "--no-local");

    readonly Option<bool> retainAsPublished = NewOption.Flag(
        "Messages keep the retain flag they were published with (MQTT 5).", "--retain-as-published");

    readonly Option<RetainHandling?> retainHandling = NewOption.Value(
        SettingTypes.Choice(
            ("always", RetainHandling.Always), ("new", RetainHandling.New), ("never", RetainHandling.Never)),
        "Retained messages come with the subscription: always (default), only if it is new to a kept session, or never "
        + "(MQTT 5).",
        "--retain-handling");

    readonly Option<int?> identifier = NewOption.Value(
        SettingTypes.WholeNumber(1, LargestIdentifier),
        "Comes with every message that these subscriptions bring (MQTT 5).", "--subscription-identifier");

    readonly Option<bool> eachSubscription = NewOption.Flag(
        "Where filters overlap, a message once for each that it matches, as the broker sends it.",
        "--each-subscription");

    public string Title => "Topics";

    public string HelpWord => "topics";

    public IReadOnlyList<string> Examples =>
    [
        "subscriber -t 'my/#' -t other/topic -q 1",
        "subscriber -t 'jobs/#' --share workers -q 1 -c -i worker-1", "subscriber -t my/topic --probe 10",
    ];

    public IReadOnlyList<Option> Options =>
        [topics, unwanted, noLocal, retainAsPublished, retainHandling, identifier, eachSubscription];

    public SettingGroup Group => SettingGroup.Topics;

    /// <exception cref="MqttDemoException">It is not a topic filter (exit code 2).</exception>
    /// <param name="filter">What may be one.</param>
    /// <param name="settings">The settings it comes from, where it was not typed.</param>
    public static void Check(string filter, params IReadOnlyList<Setting> settings)
    {
        if (TopicFilter.Defect(filter) is { } defect)
        {
            throw Usage($"'{TerminalText.Shorten(filter)}' is not a topic filter: {defect}").About(settings);
        }
    }

    /// <param name="args">The command line.</param>
    /// <param name="context">The settings in force.</param>
    /// <param name="wantsRetainedOnly">Only retained messages are wanted.</param>
    public TopicSettings Read(Arguments args, RunContext context, bool wantsRetainedOnly)
    {
        var given = args.GetValues(topics);
        var filters = given.Length > 0 ? given : [context.Settings.Topic];
        var ended = args.GetValues(unwanted);
        if (ended.Length > 0 && !context.Settings.Connection.KeepSession)
        {
            throw Usage(
                "-U ends a subscription of a kept session, and this session is new",
                "say which session with -c and -i");
        }

        if (ended.Length > 0 && given.Length == 0 && context.Settings.Topic == Settings.Messages.Topic.Default)
        {
            throw Usage(
                "-U would leave the session with a subscription that nobody asked for",
                "name what it is to keep, with -t");
        }

        foreach (var filter in given.Concat(ended))
        {
            Check(filter);
        }

        if (given.Length == 0)
        {
            Check(context.Settings.Topic, Settings.Messages.Topic);
        }

        filters = Share(args, context.Settings, filters, wantsRetainedOnly);
        var ownIdentifier = Identifier(args, context.Properties.SubscriptionIdentifier);
        TopicSubscription[] subscriptions = [
            .. filters.Distinct().Select(
                filter => Subscription(args, filter, context.Settings.Run.Get(RunSettings.Qos)))];
        // With an identifier that is given, the copies of a message cannot be told apart.
        var isIdentified = !args.Has(eachSubscription) && ownIdentifier is null;
        var request = new SubscriptionRequest(
            isIdentified ? OverlappingFilters.Identify(subscriptions) : subscriptions,
            [.. ended.Distinct()],
            context.Settings.Run.Get(RunSettings.AllowDowngrade) ?? false,
            ownIdentifier,
            context.Properties.Subscribe,
            context.Properties.Unsubscribe,
            context.Settings.Run.Get(RunSettings.Probe));
        return new(request, [.. NeedMqtt5(args)]);
    }

    /// <summary>
    /// The filters as the group has them. A group that config.json names gives way to an option that excludes groups.
    /// </summary>
    string[] Share(Arguments args, MqttSettings settings, string[] filters, bool wantsRetainedOnly)
    {
        var isTyped = args.Has(RunSettings.Share);
        var group = isTyped || !(wantsRetainedOnly || args.Has(noLocal)) ? settings.Run.Get(RunSettings.Share) : null;
        if (isTyped && filters.FirstOrDefault(TopicFilter.IsShared) is { } shared)
        {
            throw Usage(
                $"--share makes a shared subscription of each topic, and '{TerminalText.Shorten(shared)}' is one",
                "give the topic alone, or leave out --share");
        }

        string[] all = [
            .. filters.Select(
                filter => group is null || TopicFilter.IsShared(filter) ? filter : TopicFilter.Shared(group, filter))];
        foreach (var filter in all)
        {
            Check(filter);
        }

        return wantsRetainedOnly && all.FirstOrDefault(TopicFilter.IsShared) is { } live
            ? throw Usage(
                $"--retained-only would wait in vain: the shared subscription '{TerminalText.Shorten(live)}' brings no "
                + "retained messages (MQTT 5, section 4.8.2)")
            : all;
    }

    uint? Identifier(Arguments args, uint? property) => args.GetValue(identifier) is not null && property is not null
        ? throw Usage("--subscription-identifier and -D subscribe subscription-identifier are the same")
        : (uint?)args.GetValue(identifier) ?? property;

    TopicSubscription Subscription(Arguments args, string filter, QualityOfService? highest)
    {
        if (args.Has(noLocal) && TopicFilter.IsShared(filter))
        {
            throw Usage(
                $"--no-local and the shared subscription '{TerminalText.Shorten(filter)}' cannot be used together "
                + "(MQTT 5, section 3.8.3.1)",
                "one subscriber for each");
        }

        return new(
            filter,
            highest ?? QualityOfService.AtMostOnce,
            args.Has(noLocal),
            args.Has(retainAsPublished),
            args.GetValue(retainHandling) ?? RetainHandling.Always);
    }

    IEnumerable<string> NeedMqtt5(Arguments args) =>
        ((Option[])[noLocal, retainAsPublished, retainHandling, identifier]).Where(option => args.Has(option)).Select(
            option => option.Name);
}
