using System.Text;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>From our properties to those of MQTTnet's packets, where 0 and null are: not sent.</summary>
static class PacketProperties
{
    /// <summary>The properties of a message into its packet; what the packet had before is gone.</summary>
    public static void Fill(MqttPublishPacket packet, MessageProperties? properties)
    {
        packet.PayloadFormatIndicator = properties?.PayloadFormatIndicator == true ? MqttPayloadFormatIndicator.CharacterData : MqttPayloadFormatIndicator.Unspecified;
        packet.MessageExpiryInterval = properties?.MessageExpiryInterval ?? 0;
        packet.TopicAlias = properties?.TopicAlias ?? 0;
        packet.ResponseTopic = properties?.ResponseTopic;
        packet.CorrelationData = properties?.CorrelationData;
        packet.ContentType = properties?.ContentType;
        packet.UserProperties = Of(properties?.UserProperties);
    }

    public static List<MqttUserProperty>? Of(IReadOnlyList<UserProperty>? properties) =>
        properties is { Count: > 0 } ? [.. properties.Select(property => new MqttUserProperty(property.Name, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(property.Value)))] : null;
}
