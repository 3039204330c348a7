using MqttDemo.Client.Wire;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// What has arrived and is not yet acknowledged (MQTT 5, section 4.3). A message is acknowledged after it has been written, and only on the
/// connection it came on: on another one its identifier may stand for another message. At QoS 2 what is sent again is acknowledged and not handed out
/// again. Called with the gate held.
/// </summary>
sealed class Inbox(MqttSession session)
{
    /// <summary>Memory for messages that wait to be written; beyond it the network is left unread.</summary>
    const long MaximumCost = 8 * 1024 * 1024;

    /// <summary>With somebody who waits to publish there is more, as <see cref="MqttSession"/> says.</summary>
    const long MaximumCostWhilePublishing = 8 * MaximumCost;

    readonly Queue<ReceivedBlock> arrived = new();
    readonly Stack<ReceivedBlock> spare = new();
    readonly MqttPubAckPacket pubAck = new();
    readonly MqttPubRecPacket pubRec = new();
    readonly MqttPubCompPacket pubComp = new();
    readonly ReceivedIdentifiers identifiers = new();

    ReceivedBlock? filling;
    PacketWriter? writer;
    int connection;
    long cost;

    /// <summary>How many messages have come, handed out or not.</summary>
    public long Arrivals { get; private set; }

    public bool IsFull => cost > MaximumCost;

    /// <summary>There is more of it than even who waits to publish should have to wait for.</summary>
    public bool IsOverfull => cost > MaximumCostWhilePublishing;

    /// <summary>There is something to take.</summary>
    public bool HasBlocks => arrived.Count > 0;

    /// <summary>What arrives from now on is left to the broker.</summary>
    public bool IsClosed { get; set; }

    public void Attach(PacketWriter packetWriter, bool isSessionPresent)
    {
        writer = packetWriter;
        connection++;
        identifiers.Attach(connection, isSessionPresent);
    }

    public void Detach() => writer = null;

    public void OnPublish(MqttPublishPacket packet)
    {
        Arrivals++;
        if (IsClosed || (packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce && IsDuplicate(packet)))
        {
            return;
        }

        filling ??= spare.Count > 0 ? spare.Pop() : new ReceivedBlock(session);
        filling.Add(new ReceivedMessage(packet, connection));
    }

    public void OnPubRel(MqttPubRelPacket packet)
    {
        identifiers.OnPubRel(packet.PacketIdentifier);
        // An identifier we do not know is one of an earlier process; its message was written then.
        pubComp.PacketIdentifier = packet.PacketIdentifier;
        writer!.Add(pubComp);
    }

    /// <summary>The block that was read from the network is complete.</summary>
    public void EndBlock()
    {
        if (filling is not null)
        {
            cost += filling.Cost;
            arrived.Enqueue(filling);
            filling = null;
        }
    }

    public ReceivedBlock? Take() => arrived.Count > 0 ? arrived.Dequeue() : null;

    /// <summary>The first messages of a block are safe, in the order in which they came (MQTT 5, section 4.6).</summary>
    public void Acknowledge(ReceivedBlock block, int count)
    {
        for (var i = block.Acknowledged; i < count; i++)
        {
            Acknowledge(block.Messages[i]);
        }

        block.Acknowledged = count;
    }

    /// <summary>The block is done with.</summary>
    public void Release(ReceivedBlock block)
    {
        cost -= block.Cost;
        block.Clear();
        spare.Push(block);
    }

    void Acknowledge(in ReceivedMessage message)
    {
        var identifier = message.Packet.PacketIdentifier;
        switch (message.Packet.QualityOfServiceLevel)
        {
            case MqttQualityOfServiceLevel.AtLeastOnce when message.Connection == connection:
                pubAck.PacketIdentifier = identifier;
                writer?.Add(pubAck);
                break;
            case MqttQualityOfServiceLevel.ExactlyOnce when identifiers.OnWritten(identifier, message.Connection):
                SendPubRec(identifier);
                break;
        }
    }

    /// <summary>Takes note of a PUBLISH of QoS 2; true when its message is here already.</summary>
    bool IsDuplicate(MqttPublishPacket packet)
    {
        var arrival = identifiers.OnPublish(packet);
        if (arrival == ReceivedIdentifiers.Arrival.Written)
        {
            SendPubRec(packet.PacketIdentifier);
        }

        return arrival != ReceivedIdentifiers.Arrival.New;
    }

    void SendPubRec(ushort identifier)
    {
        if (writer is null)
        {
            return;
        }

        pubRec.PacketIdentifier = identifier;
        writer.Add(pubRec);
        identifiers.OnPubRecSent(identifier);
    }
}
