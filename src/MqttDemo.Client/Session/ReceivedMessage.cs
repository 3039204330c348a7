using System.Buffers;
using MqttDemo.Config;
using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>A message that has arrived. Valid as long as its block.</summary>
public readonly struct ReceivedMessage
{
    internal ReceivedMessage(MqttPublishPacket packet, int connection)
    {
        Packet = packet;
        Connection = connection;
    }

    /// <summary>The topic it was published to.</summary>
    public string Topic => Packet.Topic;

    /// <summary>The bytes of the message.</summary>
    public ReadOnlySequence<byte> Payload => Packet.Payload;

    /// <summary>The QoS it came with.</summary>
    public QualityOfService QualityOfService => (QualityOfService)Packet.QualityOfServiceLevel;

    /// <summary>It is a retained message from before the subscription (or published with the flag, where that is kept).</summary>
    public bool Retain => Packet.Retain;

    /// <summary>The packet identifier, 0 at QoS 0.</summary>
    public int PacketIdentifier => Packet.PacketIdentifier;

    internal MqttPublishPacket Packet { get; }

    /// <summary>The number of the connection it came on: an acknowledgement goes there or nowhere.</summary>
    internal int Connection { get; }

    /// <summary>What it costs in memory while it waits: the payload, the texts and about 300 bytes of objects around them.</summary>
    internal long Cost => Packet.Payload.Length + (2 * Packet.Topic.Length) + 300 + PropertiesCost;

    long PropertiesCost
    {
        get
        {
            var cost = (2L * ((Packet.ContentType?.Length ?? 0) + (Packet.ResponseTopic?.Length ?? 0))) + (Packet.CorrelationData?.Length ?? 0);
            if (Packet.UserProperties is not { } properties)
            {
                return cost;
            }

            foreach (var property in properties)
            {
                cost += (2 * property.Name.Length) + property.ValueBuffer.Length + 200;
            }

            return cost;
        }
    }
}
