using MqttDemo.Client.Topics;
using MqttDemo.Client.Wire;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>What a SUBSCRIBE must be like (MQTT 5, section 3.8), and what becomes of each filter.</summary>
static class SubscribeRules
{
    /// <summary>No filter has more levels: the tree is as deep as the deepest of them.</summary>
    const int MostLevels = 200;

    public static void Check(MqttSubscribePacket packet)
    {
        if (packet.PacketIdentifier == 0 || packet.TopicFilters.Count == 0)
        {
            throw new ProtocolViolation(MqttDisconnectReasonCode.ProtocolError, "a SUBSCRIBE without a packet identifier or a topic filter");
        }

        foreach (var filter in packet.TopicFilters)
        {
            if (filter.QualityOfServiceLevel > MqttQualityOfServiceLevel.ExactlyOnce)
            {
                throw new ProtocolViolation(MqttDisconnectReasonCode.MalformedPacket, $"a subscription with the options of QoS {(int)filter.QualityOfServiceLevel}");
            }

            if (filter.RetainHandling > MqttRetainHandling.DoNotSendOnSubscribe || (filter.NoLocal && TopicFilter.IsShared(filter.Topic)))
            {
                throw new ProtocolViolation(MqttDisconnectReasonCode.ProtocolError, $"subscription options that do not go together, for '{filter.Topic}'");
            }
        }
    }

    public static void Check(MqttUnsubscribePacket packet)
    {
        if (packet.PacketIdentifier == 0 || packet.TopicFilters.Count == 0)
        {
            throw new ProtocolViolation(MqttDisconnectReasonCode.ProtocolError, "an UNSUBSCRIBE without a packet identifier or a topic filter");
        }
    }

    /// <summary>The reason code for one filter.</summary>
    public static MqttSubscribeReasonCode CodeOf(MqttTopicFilter filter) =>
        TopicFilter.Defect(filter.Topic) is not null || filter.Topic.AsSpan().Count('/') >= MostLevels
            ? MqttSubscribeReasonCode.TopicFilterInvalid
            : (MqttSubscribeReasonCode)filter.QualityOfServiceLevel;
}
