using MqttDemo.Client.Topics;
using MqttDemo.Client.Wire;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>What a PUBLISH of a client must be like (MQTT 5, section 3.3).</summary>
static class PublishRules
{
    /// <summary>Before its topic alias is looked up.</summary>
    public static void CheckBeginning(MqttPublishPacket packet)
    {
        if (packet is { QualityOfServiceLevel: MqttQualityOfServiceLevel.AtMostOnce, Dup: true })
        {
            throw Violation(MqttDisconnectReasonCode.ProtocolError, "a PUBLISH of QoS 0 with DUP");
        }

        if (packet is { Topic: "", TopicAlias: 0 })
        {
            throw Violation(MqttDisconnectReasonCode.ProtocolError, "a PUBLISH without a topic");
        }
    }

    /// <summary>When it has its topic.</summary>
    public static void CheckTopic(MqttPublishPacket packet)
    {
        if (TopicName.Defect(packet.Topic) is { } defect)
        {
            throw Violation(
                MqttDisconnectReasonCode.TopicNameInvalid, $"a topic to which nothing can be published: {defect}");
        }
    }

    static ProtocolViolation Violation(MqttDisconnectReasonCode reason, string message) => new(reason, message);
}
