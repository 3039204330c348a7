using MqttDemo.Client.Topics;
using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>What a session is to be subscribed to.</summary>
/// <param name="Filters">Well-formed topic filters.</param>
/// <param name="Unwanted">Filters that a kept session is to lose.</param>
/// <param name="AllowsDowngrade">Accept a filter that is granted at a lower QoS.</param>
/// <param name="Identifier">Comes with every message that these filters bring, 1 to 268,435,455 (MQTT 5, section
/// 3.8.2.1.2); null is none.</param>
/// <param name="SubscribeProperties">User properties of the SUBSCRIBE.</param>
/// <param name="UnsubscribeProperties">User properties of the UNSUBSCRIBE.</param>
/// <param name="ProbeEvery">
/// How often a message of our own is published that has to come back, to see that the broker delivers; null is never.
/// </param>
public sealed record SubscriptionRequest(
    IReadOnlyList<TopicSubscription> Filters,
    IReadOnlyList<string> Unwanted,
    bool AllowsDowngrade = false,
    uint? Identifier = null,
    IReadOnlyList<UserProperty>? SubscribeProperties = null,
    IReadOnlyList<UserProperty>? UnsubscribeProperties = null,
    TimeSpan? ProbeEvery = null)
{
    /// <summary>It is a member of a group, of which each message goes to one (MQTT 5, section 4.8.2).</summary>
    public bool IsShared => Filters.Any(one => TopicFilter.IsShared(one.Filter));
}
