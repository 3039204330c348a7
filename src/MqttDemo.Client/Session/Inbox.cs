using MqttDemo.Client.Wire;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// What has arrived and is not yet acknowledged (MQTT 5, section 4.3). A message is acknowledged after it has been written, and only on the
/// connection it came on: on another one its identifier may stand for another message. At QoS 2 an identifier is remembered from its PUBLISH to
/// its PUBREL, as long as the broker knows the session, so a redelivery is acknowledged and not handed out again. Called with the gate held.
/// </summary>
sealed class Inbox(MqttSession session)
{
    /// <summary>Memory for messages that wait to be written; beyond it the network is left unread.</summary>
    const long MaximumCost = 8 * 1024 * 1024;

    readonly Queue<ReceivedBlock> arrived = new();
    readonly Stack<ReceivedBlock> spare = new();
    readonly MqttPubAckPacket pubAck = new();
    readonly MqttPubRecPacket pubRec = new();
    readonly MqttPubCompPacket pubComp = new();

    // By identifier, for QoS 2 only: the connection on which its PUBLISH came last (0: not held), and whether its message has been written.
    int[] heldSince = [];
    bool[] written = [];

    ReceivedBlock? filling;
    PacketWriter? writer;
    int connection;
    int firstConnectionOfSession;
    long cost;

    public bool IsFull => cost > MaximumCost;

    /// <summary>There is something to take.</summary>
    public bool HasBlocks => arrived.Count > 0;

    /// <summary>What arrives from now on is left to the broker.</summary>
    public bool IsClosed { get; set; }

    public void Attach(PacketWriter packetWriter, bool isSessionPresent)
    {
        writer = packetWriter;
        connection++;
        if (!isSessionPresent)
        {
            firstConnectionOfSession = connection;
            Array.Clear(heldSince);
            Array.Clear(written);
        }
    }

    public void Detach() => writer = null;

    public void OnPublish(MqttPublishPacket packet)
    {
        if (IsClosed || (packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce && IsDuplicate(packet.PacketIdentifier)))
        {
            return;
        }

        filling ??= spare.Count > 0 ? spare.Pop() : new ReceivedBlock(session);
        filling.Add(new ReceivedMessage(packet, connection));
    }

    public void OnPubRel(MqttPubRelPacket packet)
    {
        if (heldSince.Length > 0)
        {
            heldSince[packet.PacketIdentifier] = 0;
            written[packet.PacketIdentifier] = false;
        }

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

    public void Acknowledge(ReceivedBlock block, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Acknowledge(block.Messages[i]);
        }

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
            case MqttQualityOfServiceLevel.ExactlyOnce when message.Connection >= firstConnectionOfSession:
                written[identifier] = true;
                if (heldSince[identifier] == connection)
                {
                    SendPubRec(identifier);
                }

                break;
        }
    }

    /// <summary>Takes note of a PUBLISH of QoS 2; true when its message is here already.</summary>
    bool IsDuplicate(ushort identifier)
    {
        if (heldSince.Length == 0)
        {
            heldSince = new int[65536];
            written = new bool[65536];
        }

        var isHeld = heldSince[identifier] != 0;
        heldSince[identifier] = connection;
        if (isHeld && written[identifier])
        {
            SendPubRec(identifier);
        }

        return isHeld;
    }

    void SendPubRec(ushort identifier)
    {
        pubRec.PacketIdentifier = identifier;
        writer?.Add(pubRec);
    }
}
