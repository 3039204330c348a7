using MQTTnet.Packets;

namespace MqttDemo.Broker;

/// <summary>The packets that are sent most, each made once and filled again for each message. Called with the gate held.</summary>
sealed class OutgoingPackets(TimeProvider time)
{
    readonly MqttPublishPacket publish = new();

    /// <summary>A message as it goes to one client: with all its properties, and what is left of its life (MQTT 5, section 3.3.2.3).</summary>
    public MqttPublishPacket Publish(in Delivery delivery, ushort identifier, bool isAgain)
    {
        var packet = delivery.Message.Packet;
        publish.Topic = packet.Topic;
        publish.Payload = packet.Payload;
        publish.QualityOfServiceLevel = delivery.QualityOfService;
        publish.Retain = delivery.Retain;
        publish.Dup = isAgain;
        publish.PacketIdentifier = identifier;
        publish.SubscriptionIdentifiers = delivery.Identifiers;
        publish.ContentType = packet.ContentType;
        publish.CorrelationData = packet.CorrelationData;
        publish.PayloadFormatIndicator = packet.PayloadFormatIndicator;
        publish.ResponseTopic = packet.ResponseTopic;
        publish.UserProperties = packet.UserProperties;
        publish.MessageExpiryInterval = packet.MessageExpiryInterval == 0 ? 0 : delivery.Message.SecondsLeft(time.GetTimestamp());
        return publish;
    }
}
