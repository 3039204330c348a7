using System.Text.Unicode;
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
        if (packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce ? packet.Dup : packet.PacketIdentifier == 0)
        {
            throw Violation(MqttDisconnectReasonCode.ProtocolError, "a PUBLISH of QoS 0 with DUP, or of QoS 1 or 2 with the packet identifier 0");
        }

        if (packet is { Topic: "", TopicAlias: 0 })
        {
            throw Violation(MqttDisconnectReasonCode.ProtocolError, "a PUBLISH without a topic");
        }

        if (packet.SubscriptionIdentifiers is not null)
        {
            throw Violation(MqttDisconnectReasonCode.ProtocolError, "a subscription identifier, which only a broker sends");
        }

        CheckProperties(packet);
    }

    /// <summary>When it has its topic.</summary>
    public static void CheckTopic(MqttPublishPacket packet)
    {
        if (TopicName.Defect(packet.Topic) is { } defect)
        {
            throw Violation(MqttDisconnectReasonCode.TopicNameInvalid, $"a topic to which nothing can be published: {defect}");
        }
    }

    static void CheckProperties(MqttPublishPacket packet)
    {
        if (packet.PayloadFormatIndicator > MqttPayloadFormatIndicator.CharacterData)
        {
            throw Violation(MqttDisconnectReasonCode.ProtocolError, $"the payload format {(int)packet.PayloadFormatIndicator}");
        }

        if (packet.ResponseTopic is { Length: > 0 } response && TopicName.Defect(response) is { } defect)
        {
            throw Violation(MqttDisconnectReasonCode.ProtocolError, $"the response topic: {defect}");
        }

        if (packet.UserProperties?.Exists(property => !Utf8.IsValid(property.ValueBuffer.Span)) == true)
        {
            throw Violation(MqttDisconnectReasonCode.MalformedPacket, "a user property that is not UTF-8");
        }
    }

    static ProtocolViolation Violation(MqttDisconnectReasonCode reason, string message) => new(reason, message);
}
