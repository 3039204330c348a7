using MqttDemo.Client.Topics;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// What the broker allows on this connection, as its CONNACK says (MQTT 5, section 3.2.2.3). It is obeyed before
/// anything is sent.
/// </summary>
sealed record BrokerLimits(
    int ReceiveMaximum,
    int ExactlyOnceMaximum,
    uint MaximumPacketSize,
    QualityOfService MaximumQoS,
    bool RetainAvailable,
    bool WildcardsAvailable,
    bool SharedAvailable,
    int? ServerKeepAlive,
    bool IdentifiersAvailable,
    int TopicAliasMaximum,
    bool HasProperties)
{
    /// <summary>
    /// MQTT 3.1.1 has no Receive Maximum. mosquitto keeps 20 messages of QoS 2 at once and silently loses what goes
    /// beyond (measured: 50 acknowledged, 20 delivered).
    /// </summary>
    const int ExactlyOnceMaximumBefore5 = 20;

    public static readonly BrokerLimits Before5 = new(
        65535, ExactlyOnceMaximumBefore5, uint.MaxValue, QualityOfService.ExactlyOnce, true, true, true, null,
        IdentifiersAvailable: true, TopicAliasMaximum: 0, HasProperties: false);

    public static BrokerLimits Of(MqttConnAckPacket connAck)
    {
        // MQTTnet decodes an absent limit as 0.
        var receiveMaximum = connAck.ReceiveMaximum == 0 ? 65535 : connAck.ReceiveMaximum;
        return new(
            receiveMaximum,
            receiveMaximum,
            connAck.MaximumPacketSize == 0 ? uint.MaxValue : connAck.MaximumPacketSize,
            (QualityOfService)connAck.MaximumQoS,
            connAck.RetainAvailable,
            connAck.WildcardSubscriptionAvailable,
            connAck.SharedSubscriptionAvailable,
            connAck.ServerKeepAlive == 0 ? null : connAck.ServerKeepAlive,
            connAck.SubscriptionIdentifiersAvailable,
            connAck.TopicAliasMaximum,
            HasProperties: true);
    }

    /// <summary>Why this message cannot be sent at all, whatever its length; null when it can.</summary>
    public string? Objection(MqttPublishPacket packet)
    {
        if (!HasProperties && PacketProperties.AreIn(packet))
        {
            return "the broker speaks a version of MQTT before 5, which has no properties";
        }

        if ((QualityOfService)packet.QualityOfServiceLevel > MaximumQoS)
        {
            return $"the broker supports QoS {(int)MaximumQoS} at most";
        }

        return packet.Retain && !RetainAvailable ? "the broker does not keep retained messages" : null;
    }

    /// <summary>Why this filter cannot be subscribed to; null when it can.</summary>
    public string? Objection(string filter)
    {
        if (!SharedAvailable && TopicFilter.IsShared(filter))
        {
            return "the broker does not support shared subscriptions";
        }

        return !WildcardsAvailable && filter.AsSpan().IndexOfAny('+', '#') >= 0
            ? "the broker does not support wildcard subscriptions"
            : null;
    }

    /// <summary>How many messages of a QoS may be unacknowledged at once.</summary>
    public int Window(MqttQualityOfServiceLevel qualityOfService) =>
        qualityOfService == MqttQualityOfServiceLevel.ExactlyOnce ? ExactlyOnceMaximum : ReceiveMaximum;
}
