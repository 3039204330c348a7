using MqttDemo.Client.Wire;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// What has arrived and is not yet acknowledged (MQTT 5, section 4.3). A message is acknowledged after it has been
/// written, and only on the connection it came on: on another one its identifier may stand for another message. What is
/// sent again is acknowledged and not handed out again, at QoS 2 as <see cref="ReceivedIdentifiers"/> says and at QoS 1
/// as <see cref="OwedAcknowledgements"/> says. Called with the gate held.
/// </summary>
sealed class Inbox(Gate gate)
{
    readonly ReceivedBlocks blocks = new();
    readonly AcknowledgementSender sender = new(gate);
    readonly ReceivedIdentifiers identifiers = new(gate);
    readonly OwedAcknowledgements owed = new(gate);
    int connection;
    int firstConnectionOfSession;

    // Messages of QoS 1 on this connection.
    long handedOut;
    long acknowledged;

    /// <summary>How many messages have come, handed out or not.</summary>
    public long Arrivals { get => Gate.Held(gate, field); private set; }

    /// <summary>Messages of QoS 0 for which there was no room.</summary>
    public long Dropped { get => Gate.Held(gate, field); private set; }

    /// <summary>
    /// Messages of QoS 1 and 2 for which there was no room, on this connection. From the first of them on all are left
    /// to the broker, so that their order stays as it is; it sends them again on the next connection.
    /// </summary>
    public long Left { get => Gate.Held(gate, field); private set; }

    public bool IsFull => Gate.Held(gate, blocks.Cost > MessageMemory.Incoming);

    /// <summary>There is no room for more even while somebody waits to publish.</summary>
    public bool IsOverfull => Gate.Held(gate, blocks.Cost > MessageMemory.IncomingWhilePublishing);

    /// <summary>The broker may be holding messages back until others are acknowledged.</summary>
    public bool MayHoldBack => Gate.Held(gate, sender.MayHoldBack);

    /// <summary>There is something set aside whose turn to be acknowledged has not come.</summary>
    public bool HasSetAside => Gate.Held(gate, owed.SetAside > 0);

    /// <summary>The last block has brought something that is not dropped.</summary>
    public bool HasGrown => Gate.Held(gate, blocks.HasGrown);

    /// <summary>There is something to take.</summary>
    public bool HasBlocks => Gate.Held(gate, blocks.HasArrived);

    /// <summary>All that has come has been dealt with.</summary>
    public bool IsSettled => Gate.Held(gate, blocks.AreSettled);

    /// <summary>What arrives from now on is left to the broker.</summary>
    public bool IsClosed { get => Gate.Held(gate, field); private set; }

    public void Close()
    {
        gate.AssertHeld();
        IsClosed = true;
    }

    /// <summary>A new connection is established.</summary>
    /// <param name="packetWriter">Where answers go.</param>
    /// <param name="isSessionPresent">The broker still knows the session.</param>
    /// <param name="mostUnanswered">How many messages of QoS 1 and 2 may come unanswered.</param>
    public void Attach(PacketWriter packetWriter, bool isSessionPresent, int mostUnanswered)
    {
        gate.AssertHeld();
        sender.Attach(packetWriter, mostUnanswered);
        connection++;
        (handedOut, acknowledged, Left) = (0, 0, 0);
        identifiers.Attach(connection, isSessionPresent);
        owed.Attach(connection, isSessionPresent);
        if (isSessionPresent)
        {
            SettleTaken();
            blocks.DropArrived(IsOfSession, IsAtLeastOnce);
        }
        else
        {
            firstConnectionOfSession = connection;
        }
    }

    public void Detach()
    {
        gate.AssertHeld();
        sender.Detach();
    }

    public void OnPublish(MqttPublishPacket packet)
    {
        gate.AssertHeld();
        Arrivals++;
        if (IsLeft(packet) || IsHere(packet) || IsClosed)
        {
            return;
        }

        if (IsOverfull && packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce)
        {
            Dropped++;
            return;
        }

        blocks.Add(new ReceivedMessage(packet, connection));
    }

    /// <summary>
    /// A message that nothing here waits for is acknowledged when its turn comes (MQTT 5, section 4.6).
    /// </summary>
    public void SetAside(MqttPublishPacket packet)
    {
        gate.AssertHeld();
        if (packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce
            && !(packet.Dup && sender.IsOpen(packet.PacketIdentifier)))
        {
            sender.Begin(packet, IsOverfull);
            owed.Ask(packet.PacketIdentifier, handedOut);
            SendOwed();
        }
    }

    /// <summary>The same at once: what has come before it is left to the broker.</summary>
    public void AcknowledgeSetAside()
    {
        gate.AssertHeld();
        foreach (var identifier in owed.GiveUpSetAside())
        {
            sender.SendPubAck(identifier);
        }
    }

    public void OnPubRel(MqttPubRelPacket packet)
    {
        gate.AssertHeld();
        identifiers.OnPubRel(packet.PacketIdentifier);
        // An identifier we do not know is one of an earlier process; its message was written then.
        sender.SendPubComp(packet.PacketIdentifier);
    }

    /// <summary>The block that was read from the network is complete.</summary>
    public void EndBlock()
    {
        gate.AssertHeld();
        blocks.End();
    }

    public ReceivedMessages? Take()
    {
        gate.AssertHeld();
        return blocks.Take();
    }

    /// <summary>All messages of a block are dealt with from now on, but for those that come again.</summary>
    public void BeginAll(ReceivedMessages block)
    {
        gate.AssertHeld();
        if (block.ComesAgain)
        {
            blocks.RemoveAll(block, IsAtLeastOnce);
        }

        block.Begun = block.All.Count;
    }

    /// <summary>A message is dealt with from now on; false when it comes again instead.</summary>
    public bool Begin(ReceivedMessages block, int index)
    {
        gate.AssertHeld();
        block.Begun = index + 1;
        return !block.ComesAgain || !IsAtLeastOnce(block.All[index]);
    }

    /// <summary>
    /// The first messages of a block are safe, in the order in which they came (MQTT 5, section 4.6).
    /// </summary>
    public void Acknowledge(ReceivedMessages block, int count)
    {
        gate.AssertHeld();
        for (var i = block.Acknowledged; i < count; i++)
        {
            Acknowledge(block.All[i]);
        }

        block.Acknowledged = count;
    }

    /// <summary>The block is done with.</summary>
    public void Release(ReceivedMessages block)
    {
        gate.AssertHeld();
        blocks.Release(block);
    }

    void Acknowledge(in ReceivedMessage message)
    {
        var packet = message.Packet;
        switch (packet.QualityOfServiceLevel)
        {
            case MqttQualityOfServiceLevel.AtLeastOnce when message.Connection != connection:
                owed.OnDone(packet);
                SendOwed();
                break;
            case MqttQualityOfServiceLevel.AtLeastOnce when sender.IsConnected:
                sender.SendPubAck(packet.PacketIdentifier);
                acknowledged++;
                SendOwed();
                break;
            case MqttQualityOfServiceLevel.AtLeastOnce:
                owed.Add(packet, isDone: true);
                break;
            case MqttQualityOfServiceLevel.ExactlyOnce
                when identifiers.OnWritten(packet.PacketIdentifier, message.Connection):
                SendPubRec(packet.PacketIdentifier);
                break;
        }
    }

    static bool IsAtLeastOnce(ReceivedMessage message) =>
        message.Packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce;

    /// <summary>It is of the session that goes on. All messages of a block have come on the same connection.</summary>
    bool IsOfSession(ReceivedMessages block) => block.All[0].Connection >= firstConnectionOfSession;

    /// <summary>Of the blocks that somebody deals with: what was begun is owed, and the rest comes again.</summary>
    void SettleTaken()
    {
        foreach (var block in blocks.Taken.Where(
            block => !block.ComesAgain && block.All.Count > 0 && IsOfSession(block)))
        {
            block.ComesAgain = true;
            for (var i = block.Acknowledged; i < block.Begun; i++)
            {
                if (IsAtLeastOnce(block.All[i]))
                {
                    owed.Add(block.All[i].Packet, isDone: false);
                }
            }
        }
    }

    /// <summary>Leaves a PUBLISH of QoS 1 or 2 to the broker where there is no room for it.</summary>
    bool IsLeft(MqttPublishPacket packet)
    {
        if (packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce
            || !(Left > 0 || (IsOverfull && !IsClosed)))
        {
            return false;
        }

        Left++;
        sender.Begin(packet, IsOverfull);
        return true;
    }

    /// <summary>Takes note of a PUBLISH; true when its message is here already, or has been.</summary>
    bool IsHere(MqttPublishPacket packet) => packet.QualityOfServiceLevel switch
    {
        MqttQualityOfServiceLevel.AtLeastOnce => IsRepeated(packet),
        MqttQualityOfServiceLevel.ExactlyOnce => IsDuplicate(packet),
        _ => false,
    };

    bool IsRepeated(MqttPublishPacket packet)
    {
        if (packet.Dup && sender.IsOpen(packet.PacketIdentifier))
        {
            return true;
        }

        sender.Begin(packet, IsOverfull);
        if (owed.Count > 0 && owed.Recognises(packet, handedOut))
        {
            SendOwed();
            return true;
        }

        handedOut++;
        return false;
    }

    /// <summary>Takes note of a PUBLISH of QoS 2; true when its message is here already.</summary>
    bool IsDuplicate(MqttPublishPacket packet)
    {
        var arrival = identifiers.OnPublish(packet);
        if (arrival == ReceivedIdentifiers.Arrival.Written)
        {
            SendPubRec(packet.PacketIdentifier);
        }
        else
        {
            sender.Begin(packet, IsOverfull);
        }

        return arrival != ReceivedIdentifiers.Arrival.New;
    }

    void SendOwed()
    {
        while (owed.AreAsked && sender.IsConnected && owed.TryTakeDue(acknowledged, out var identifier))
        {
            sender.SendPubAck(identifier);
        }
    }

    void SendPubRec(ushort identifier)
    {
        if (sender.TrySendPubRec(identifier))
        {
            identifiers.OnPubRecSent(identifier);
        }
    }
}
