using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>A message that has arrived. Valid as long as its block.</summary>
public readonly struct ReceivedMessage
{
    /// <summary>The objects that a message is made of.</summary>
    const int Overhead = 300;

    internal ReceivedMessage(MqttPublishPacket packet, int connection)
    {
        Packet = packet;
        Connection = connection;
    }

    /// <summary>The topic it was published to.</summary>
    public string Topic => Packet.Topic;

    /// <summary>The bytes of the message. They are in one piece, as a packet is read.</summary>
    public ReadOnlyMemory<byte> Payload => Packet.Payload.First;

    /// <summary>The QoS it came with.</summary>
    public QualityOfService QualityOfService => (QualityOfService)Packet.QualityOfServiceLevel;

    /// <summary>
    /// It is a retained message from before the subscription (or published with the flag, where that is kept).
    /// </summary>
    public bool Retain => Packet.Retain;

    /// <summary>It may have come before (DUP; MQTT 5, section 3.3.1.1).</summary>
    public bool IsDuplicate => Packet.Dup;

    /// <summary>The packet identifier, 0 at QoS 0.</summary>
    public int PacketIdentifier => Packet.PacketIdentifier;

    /// <summary>The payload is said to be UTF-8 text.</summary>
    public bool IsText => Packet.PayloadFormatIndicator == MqttPayloadFormatIndicator.CharacterData;

    /// <summary>Seconds the message has left; 0 is forever (MQTT 5, section 3.3.2.3.3).</summary>
    public uint MessageExpiryInterval => Packet.MessageExpiryInterval;

    /// <summary>The topic for an answer; null is none.</summary>
    public string? ResponseTopic => Packet.ResponseTopic is { Length: > 0 } topic ? topic : null;

    /// <summary>What an answer repeats; null is none.</summary>
    public byte[]? CorrelationData => Packet.CorrelationData;

    /// <summary>What the payload is, in the sender's words; null is not said.</summary>
    public string? ContentType => Packet.ContentType is { Length: > 0 } type ? type : null;

    /// <summary>The identifiers of the subscriptions that brought it.</summary>
    public IReadOnlyList<uint> SubscriptionIdentifiers => Packet.SubscriptionIdentifiers ?? (IReadOnlyList<uint>)[];

    /// <summary>Takes out the identifiers of our own making, which mean nothing to others.</summary>
    /// <param name="largest">They are those from 1 to here.</param>
    /// <returns>The only one there was; 0 for none, and for several: then there is one copy for all these
    /// subscriptions.</returns>
    public uint TakeOwnIdentifier(uint largest)
    {
        if (Packet.SubscriptionIdentifiers is not { Count: > 0 } all)
        {
            return 0;
        }

        var only = all is [var one] && one <= largest ? one : 0;
        all.RemoveAll(identifier => identifier <= largest);
        return only;
    }

    /// <summary>The user properties in their order.</summary>
    public IReadOnlyList<ReceivedUserProperty> UserProperties =>
        Packet.UserProperties is { Count: > 0 } properties
            ? [.. properties.Select(property => new ReceivedUserProperty(property.Name, property.ValueBuffer))]
            : [];

    internal MqttPublishPacket Packet { get; }

    /// <summary>The number of the connection it came on: an acknowledgement goes there or nowhere.</summary>
    internal int Connection { get; }

    /// <summary>What it costs in memory while it waits.</summary>
    internal long Cost => Overhead + Packet.Payload.Length + (2 * Packet.Topic.Length) + PacketProperties.Cost(Packet);
}

/// <summary>A user property of a message that has arrived (MQTT 5, section 3.3.2.3.7).</summary>
/// <param name="Name">Its name; one may come more than once.</param>
/// <param name="Value">Bytes that should be UTF-8, which a broker need not have checked.</param>
public readonly record struct ReceivedUserProperty(string Name, ReadOnlyMemory<byte> Value);
