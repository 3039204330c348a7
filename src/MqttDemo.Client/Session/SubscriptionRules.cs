using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// What ends the session because it was not granted as requested: denied filters, or a lower QoS.
/// </summary>
sealed class SubscriptionRules(SubscriptionRequest request, Credentials? credentials)
{
    /// <summary>Before it is sent: what the broker has said that it does not take.</summary>
    /// <exception cref="MqttDemoException">It does not take such a filter (FailureKind.Denied).</exception>
    public void CheckRequest(BrokerLimits limits)
    {
        foreach (var subscription in request.Filters)
        {
            if (limits.Objection(subscription.Filter) is { } objection)
            {
                throw Denied($"cannot subscribe to {subscription.Filter}: {objection}");
            }
        }

        if (request.Identifier is not null && !limits.IdentifiersAvailable)
        {
            throw Denied("the broker does not support subscription identifiers");
        }
    }

    /// <exception cref="MqttDemoException">The packet is too long for the broker (FailureKind.Denied).</exception>
    public static void CheckLength(int length, BrokerLimits limits, string filter)
    {
        if (length > limits.MaximumPacketSize)
        {
            throw Denied(
                $"the filter {filter} does not fit into the broker's Maximum Packet Size of {limits.MaximumPacketSize} "
                + "bytes");
        }
    }

    /// <exception cref="MqttDemoException">The broker has denied a filter or granted less
    /// (FailureKind.Denied).</exception>
    public void CheckGrants(IEnumerable<TopicSubscription> filters, MqttSubAckPacket packet)
    {
        foreach (var (subscription, code) in filters.Zip(packet.ReasonCodes))
        {
            CheckGrant(subscription, code, packet.ReasonString);
        }
    }

    /// <exception cref="MqttDemoException">The broker keeps the subscription (FailureKind.Denied).</exception>
    public void CheckEnd(string? unwanted, MqttUnsubAckPacket packet)
    {
        // Before MQTT 5 an UNSUBACK has no codes.
        if (packet.ReasonCodes is [var code, ..] && (int)code >= 0x80)
        {
            throw Denied($"the broker denied the end of the subscription to {unwanted}", code, packet.ReasonString);
        }
    }

    void CheckGrant(TopicSubscription subscription, MqttSubscribeReasonCode code, string? reasonString)
    {
        if ((int)code >= 0x80)
        {
            throw Denied($"the broker denied the subscription to {subscription.Filter}", code, reasonString);
        }

        if ((int)code < (int)subscription.QualityOfService && !request.AllowsDowngrade)
        {
            throw Denied(
                $"the broker granted {subscription.Filter} at QoS {(int)code}, not at QoS "
                + $"{(int)subscription.QualityOfService}",
                Advice.TakeWhatIsGranted);
        }
    }

    MqttDemoException Denied(string what, Enum code, string? reasonString) =>
        Denied(
            $"{what}: {ReasonCodes.Describe(code, reasonString)}{ReasonCodes.Who(code, credentials)}",
            ReasonCodes.DeniedHint(code, credentials));

    static MqttDemoException Denied(string message, Sentence? hint = null) => new(FailureKind.Denied, message, hint);
}
