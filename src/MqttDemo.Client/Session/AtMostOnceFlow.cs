using MqttDemo.Client.Wire;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// Messages of QoS 0, which nothing acknowledges: only the answer to a later PINGREQ shows that the broker has read
/// them.
/// </summary>
sealed class AtMostOnceFlow(OutboxWriter writer)
{
    readonly UnconfirmedMessages unconfirmed = new();
    readonly MqttPublishPacket packet = new();

    // The PINGREQ that shows whether the broker takes messages of QoS 0, after some connections that ended with them.
    long probe;
    bool isProbeDue;

    /// <summary>Messages on this connection that the broker may not have read yet.</summary>
    public long Unconfirmed => unconfirmed.Count;

    public bool HasRoom => unconfirmed.PingsAnswered >= probe;

    /// <summary>The first that is not confirmed.</summary>
    public UnansweredPublish? Unanswered => unconfirmed.Count > 0
        ? UnansweredPublish.Of(packet, (-1 - unconfirmed.Confirmations, OutboxState.Sent))
        : null;

    public void Attach(bool hasBeenInVain) => isProbeDue = hasBeenInVain;

    /// <summary>The connection has ended; says how many may be lost with it.</summary>
    public long Detach() => unconfirmed.GiveUp();

    /// <summary>Null when it is sent; otherwise why it cannot be.</summary>
    public PublishRefusal? Send(in OutgoingMessage message)
    {
        OutboxEntry.Fill(packet, message, message.Payload);
        packet.QualityOfServiceLevel = MqttQualityOfServiceLevel.AtMostOnce;
        if (writer.Objection(packet, message.KeepsPayload) is { } objection)
        {
            return PublishTally.ByLimits(message.Position, objection, writer.Limits, packet);
        }

        OnSent();
        return null;
    }

    /// <summary>
    /// The broker of this connection takes QoS 0 only: nothing answers the message any more. Null when it is sent.
    /// </summary>
    public PublishRefusal? SendForTheLastTime(OutboxEntry entry)
    {
        var identifier = entry.Packet.PacketIdentifier;
        (entry.Packet.PacketIdentifier, entry.Packet.Dup, packet.Topic) = (0, false, entry.Packet.Topic);
        var objection = writer.Objection(entry.Packet, keepsPayload: false);
        entry.Packet.PacketIdentifier = identifier;
        if (objection is not null)
        {
            return PublishTally.ByLimits(entry.Position, objection, writer.Limits);
        }

        OnSent();
        return null;
    }

    /// <summary>A PINGREQ goes out; returns its number.</summary>
    public long SendPing(PacketWriter connection)
    {
        connection.Add(MqttPingReqPacket.Instance);
        return unconfirmed.OnPingSent();
    }

    public bool HasAnswered(long ping) => unconfirmed.PingsAnswered >= ping;

    /// <summary>True when that confirms a message.</summary>
    public bool OnPingAnswered() => unconfirmed.OnPingAnswered();

    void OnSent()
    {
        unconfirmed.OnSent();
        if (isProbeDue)
        {
            // Nothing answers QoS 0: whether the broker takes it is known when it answers a PINGREQ after the first
            // one, and until then no other is risked.
            isProbeDue = false;
            writer.SendPing();
            probe = unconfirmed.OnPingSent();
        }
    }
}
