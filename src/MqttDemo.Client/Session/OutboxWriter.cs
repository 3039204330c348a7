using MqttDemo.Client.Wire;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>Writes what the outbox sends, as far as the broker of the present connection takes it.</summary>
sealed class OutboxWriter(Gate gate)
{
    readonly MqttPubRelPacket pubRel = new();
    PacketWriter? writer;
    SentTopicAliases aliases = new(gate, maximum: 0);

    /// <summary>What the broker allows.</summary>
    public BrokerLimits Limits { get; private set; } = BrokerLimits.Before5;

    /// <summary>There is a connection, and the network is not slower than the input.</summary>
    public bool HasRoom => writer is { Failure: null, IsClosed: false } && writer.Pending <= PacketWriter.MostPending;

    public void Attach(PacketWriter connection, BrokerLimits limits)
    {
        (writer, Limits) = (connection, limits);
        aliases = new SentTopicAliases(gate, limits.TopicAliasMaximum);
    }

    public void Detach() => writer = null;

    /// <summary>Hands the packet to the writer, or says why it cannot be sent.</summary>
    public string? Objection(MqttPublishPacket packet, bool keepsPayload)
    {
        if ((Limits.Objection(packet) ?? aliases.Objection(packet)) is { } objection)
        {
            return objection;
        }

        var beside = 16 + (4L * packet.Topic.Length) + PacketProperties.MostBytes(packet);
        if (packet.Payload.Length > OutgoingMessage.LongestPayload - beside)
        {
            return $"its {packet.Payload.Length} bytes of payload, with its topic and properties, are more than MQTT "
                + $"can carry ({OutgoingMessage.LongestPayload})";
        }

        var length = Add(packet, keepsPayload);
        return length > Limits.MaximumPacketSize
            ? $"its packet of {length} bytes is longer than the broker's Maximum Packet Size of "
                + $"{Limits.MaximumPacketSize}"
            : null;
    }

    public void SendPubRel(ushort identifier, MqttPubRelReasonCode reasonCode)
    {
        pubRel.PacketIdentifier = identifier;
        pubRel.ReasonCode = reasonCode;
        writer!.Add(pubRel);
    }

    public void SendPing() => writer!.Add(MqttPingReqPacket.Instance);

    /// <summary>
    /// Adds it under its topic's alias, where there is one and the alias that comes beside its topic the first time is
    /// not just too much.
    /// </summary>
    int Add(MqttPublishPacket packet, bool keepsPayload)
    {
        var (topic, alias) = (packet.Topic, packet.TopicAlias);
        aliases.Apply(packet);
        var length = writer!.Add(packet, Limits.MaximumPacketSize, keepsPayload);
        var isSent = length <= Limits.MaximumPacketSize;
        var isOurAlias = packet.TopicAlias != alias;
        aliases.Restore(packet, topic, alias, isSent);
        return isSent || !isOurAlias ? length : writer.Add(packet, Limits.MaximumPacketSize, keepsPayload);
    }
}
