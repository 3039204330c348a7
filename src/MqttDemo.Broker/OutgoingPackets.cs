using System.Buffers;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>
/// The packets that are sent most, each made once and filled again for each message. Called with the gate held.
/// </summary>
sealed class OutgoingPackets(TimeProvider time)
{
    readonly MqttPublishPacket publish = new();

    /// <summary>
    /// A message as it goes to one client: with all its properties, and what is left of its life (MQTT 5, section
    /// 3.3.2.3).
    /// </summary>
    public MqttPublishPacket Publish(in Delivery delivery, ushort identifier, bool isAgain)
    {
        var message = delivery.Message;
        publish.Topic = message.Topic;
        publish.Payload = new ReadOnlySequence<byte>(message.Payload);
        publish.QualityOfServiceLevel = delivery.QualityOfService;
        publish.Retain = delivery.Retain;
        publish.Dup = isAgain;
        publish.PacketIdentifier = identifier;
        publish.SubscriptionIdentifiers = delivery.Identifiers;
        publish.ContentType = message.Properties?.ContentType;
        publish.CorrelationData = message.Properties?.CorrelationData;
        publish.PayloadFormatIndicator =
            message.Properties?.PayloadFormatIndicator ?? MqttPayloadFormatIndicator.Unspecified;
        publish.ResponseTopic = message.Properties?.ResponseTopic;
        publish.UserProperties = message.Properties?.UserProperties;
        publish.MessageExpiryInterval = message.SecondsLeft(time);
        return publish;
    }
}
