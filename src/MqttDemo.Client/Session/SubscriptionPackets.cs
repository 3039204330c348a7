using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>The SUBSCRIBEs and UNSUBSCRIBEs of a session.</summary>
/// <param name="request">What it is to be subscribed to.</param>
sealed class SubscriptionPackets(SubscriptionRequest request)
{
    /// <summary>How many filters go into one packet; fewer if that is too long for the broker.</summary>
    const int FiltersInPacket = 200;

    // The identifiers of filters are sent on the present connection.
    bool usesIdentifiers;

    /// <summary>The broker has granted every filter in the session of the present connection.</summary>
    public bool AreInSession { get; set; }

    /// <summary>The filters of each packet, which carries one identifier at most (MQTT 5, section 3.8.2.1.2).</summary>
    /// <param name="limits">What the broker of the present connection allows.</param>
    public IEnumerable<TopicSubscription[]> Chunks(BrokerLimits limits)
    {
        usesIdentifiers = limits is { HasProperties: true, IdentifiersAvailable: true };
        var alone = request.Filters.Where(filter => usesIdentifiers && filter.Identifier is not null).ToArray();
        return alone.Chunk(1).Concat(request.Filters.Except(alone).Chunk(FiltersInPacket));
    }

    public MqttUnsubscribePacket Unsubscribe(ushort identifier, string unwanted) => new()
    {
        PacketIdentifier = identifier,
        TopicFilters = [unwanted],
        UserProperties = PacketProperties.Of(request.UnsubscribeProperties),
    };

    public MqttSubscribePacket Subscribe(ushort identifier, ArraySegment<TopicSubscription> filters) => new()
    {
        PacketIdentifier = identifier,
        SubscriptionIdentifier = request.Identifier ?? (usesIdentifiers ? filters[0].Identifier : null) ?? 0,
        UserProperties = PacketProperties.Of(request.SubscribeProperties),
        TopicFilters =
        [
            .. filters.Select(subscription => new MqttTopicFilter
            {
                Topic = subscription.Filter,
                QualityOfServiceLevel = (MqttQualityOfServiceLevel)subscription.QualityOfService,
                NoLocal = subscription.NoLocal,
                RetainAsPublished = subscription.RetainAsPublished,
                RetainHandling = (MqttRetainHandling)RetainHandlingOf(subscription),
            }),
        ],
    };

    /// <summary>
    /// Retained messages that have come with a subscription come again only if the broker has lost it. MQTT has no
    /// option for that before version 5.
    /// </summary>
    RetainHandling RetainHandlingOf(TopicSubscription subscription) =>
        AreInSession && subscription.RetainHandling == RetainHandling.Always
            ? RetainHandling.New
            : subscription.RetainHandling;
}
