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
    /// <summary>
    /// So many blocks are kept to be used again: a stream needs a few, and what a burst has needed goes with it. One of
    /// short messages takes up to 128 KiB when it is empty.
    /// </summary>
    internal const int MostSpare = 16;

    readonly Queue<ReceivedMessages> arrived = new();
    readonly List<ReceivedMessages> taken = [];
    readonly Stack<ReceivedMessages> spare = new();
    readonly MqttPubAckPacket pubAck = new();
    readonly MqttPubRecPacket pubRec = new();
    readonly MqttPubCompPacket pubComp = new();
    readonly ReceivedIdentifiers identifiers = new(gate);
    readonly OpenIdentifiers open = new(gate);
    readonly OpenIdentifiers openExactlyOnce = new(gate);
    readonly OwedAcknowledgements owed = new(gate);

    ReceivedMessages? filling;
    PacketWriter? writer;
    int connection;
    int firstConnectionOfSession;
    int receiveMaximum;
    int mostOpen;
    long cost;

    // Messages of QoS 1 on this connection.
    long handedOut;
    long acknowledged;

    /// <summary>How many messages have come, handed out or not.</summary>
    public long Arrivals { get => Gate.Held(gate, field); private set; }

    /// <summary>Messages of QoS 0 for which there was no room.</summary>
    public long Dropped { get => Gate.Held(gate, field); private set; }

    public bool IsFull => Gate.Held(gate, cost > MessageMemory.Incoming);

    /// <summary>There is no room for more even while somebody waits to publish.</summary>
    public bool IsOverfull => Gate.Held(gate, cost > MessageMemory.IncomingWhilePublishing);

    /// <summary>
    /// The broker may be holding messages back until others are acknowledged. Not where it has had more of them
    /// unacknowledged on this connection than there are now: each has a window of its own, of which it says nothing.
    /// </summary>
    public bool MayHoldBack => Gate.Held(gate, Open > 0 && Open >= mostOpen);

    /// <summary>There is something set aside whose turn to be acknowledged has not come.</summary>
    public bool HasSetAside => Gate.Held(gate, owed.SetAside > 0);

    int Open => open.Count + openExactlyOnce.Count;

    /// <summary>The last block has brought something that is not dropped.</summary>
    public bool HasGrown { get => Gate.Held(gate, field); private set; }

    /// <summary>There is something to take.</summary>
    public bool HasBlocks => Gate.Held(gate, arrived.Count > 0);

    /// <summary>All that has come has been dealt with.</summary>
    public bool IsSettled => Gate.Held(gate, arrived.Count + taken.Count == 0);

    /// <summary>What arrives from now on is left to the broker.</summary>
    public bool IsClosed { get => Gate.Held(gate, field); private set; }

    public void Close()
    {
        gate.AssertHeld();
        IsClosed = true;
    }

    /// <summary>A new connection stands.</summary>
    /// <param name="packetWriter">Where answers go.</param>
    /// <param name="isSessionPresent">The broker still knows the session.</param>
    /// <param name="mostUnanswered">So many messages of QoS 1 and 2 may come unanswered.</param>
    public void Attach(PacketWriter packetWriter, bool isSessionPresent, int mostUnanswered)
    {
        gate.AssertHeld();
        (writer, receiveMaximum) = (packetWriter, mostUnanswered);
        connection++;
        (handedOut, acknowledged, mostOpen) = (0, 0, 0);
        open.Clear();
        openExactlyOnce.Clear();
        identifiers.Attach(connection, isSessionPresent);
        owed.Attach(connection, isSessionPresent);
        if (isSessionPresent)
        {
            SettleTaken();
            DropWaiting();
        }
        else
        {
            firstConnectionOfSession = connection;
        }
    }

    public void Detach()
    {
        gate.AssertHeld();
        writer = null;
    }

    public void OnPublish(MqttPublishPacket packet)
    {
        gate.AssertHeld();
        Arrivals++;
        if (IsHere(packet) || IsClosed)
        {
            return;
        }

        if (IsOverfull && packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce)
        {
            Dropped++;
            return;
        }

        filling ??= spare.Count > 0 ? spare.Pop() : new ReceivedMessages();
        filling.Add(new ReceivedMessage(packet, connection));
    }

    /// <summary>A message that is for nobody here is acknowledged when its turn comes (MQTT 5, section 4.6).</summary>
    public void SetAside(MqttPublishPacket packet)
    {
        gate.AssertHeld();
        if (packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce
            && !(packet.Dup && open.Contains(packet.PacketIdentifier)))
        {
            open.Add(packet.PacketIdentifier);
            CheckReceiveMaximum();
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
            SendPubAck(identifier);
        }
    }

    public void OnPubRel(MqttPubRelPacket packet)
    {
        gate.AssertHeld();
        identifiers.OnPubRel(packet.PacketIdentifier);
        // An identifier we do not know is one of an earlier process; its message was written then.
        pubComp.PacketIdentifier = packet.PacketIdentifier;
        writer!.Add(pubComp);
    }

    /// <summary>The block that was read from the network is complete.</summary>
    public void EndBlock()
    {
        gate.AssertHeld();
        HasGrown = filling is not null;
        if (filling is not null)
        {
            cost += filling.Cost;
            arrived.Enqueue(filling);
            filling = null;
        }
    }

    public ReceivedMessages? Take()
    {
        gate.AssertHeld();
        if (arrived.TryDequeue(out var block))
        {
            taken.Add(block);
        }

        return block;
    }

    /// <summary>All messages of a block are dealt with from now on, but for those that come again.</summary>
    public void BeginAll(ReceivedMessages block)
    {
        gate.AssertHeld();
        if (block.ComesAgain)
        {
            cost -= block.RemoveAll(IsAtLeastOnce);
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
        cost -= block.Cost;
        taken.Remove(block);
        KeepSpare(block);
    }

    void KeepSpare(ReceivedMessages block)
    {
        block.Clear();
        if (spare.Count < MostSpare)
        {
            spare.Push(block);
        }
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
            case MqttQualityOfServiceLevel.AtLeastOnce when IsConnected:
                SendPubAck(packet.PacketIdentifier);
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

    /// <summary>What is added to the writer goes to the broker, as far as anybody knows.</summary>
    bool IsConnected => writer is { Failure: null, IsClosed: false };

    static bool IsAtLeastOnce(ReceivedMessage message) =>
        message.Packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce;

    /// <summary>It is of the session that goes on. All messages of a block have come on the same connection.</summary>
    bool IsOfSession(ReceivedMessages block) => block.All[0].Connection >= firstConnectionOfSession;

    /// <summary>Of the blocks that somebody deals with: what was begun is owed, and the rest comes again.</summary>
    void SettleTaken()
    {
        foreach (var block in taken.Where(block => !block.ComesAgain && block.All.Count > 0 && IsOfSession(block)))
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

    void DropWaiting()
    {
        for (var left = arrived.Count; left > 0; left--)
        {
            var block = arrived.Dequeue();
            cost -= IsOfSession(block) ? block.RemoveAll(IsAtLeastOnce) : 0;
            if (block.All.Count > 0)
            {
                arrived.Enqueue(block);
            }
            else
            {
                KeepSpare(block);
            }
        }
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
        if (packet.Dup && open.Contains(packet.PacketIdentifier))
        {
            return true;
        }

        open.Add(packet.PacketIdentifier);
        CheckReceiveMaximum();
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
            openExactlyOnce.Add(packet.PacketIdentifier);
            CheckReceiveMaximum();
        }

        return arrival != ReceivedIdentifiers.Arrival.New;
    }

    /// <summary>
    /// What the broker may send unanswered bounds the memory for it (MQTT 5, section 3.3.4). A few too many do no harm
    /// where there is room, and mosquitto 2.0.11 sends them to a client that publishes, too.
    /// </summary>
    void CheckReceiveMaximum()
    {
        mostOpen = Math.Max(mostOpen, Open);
        if (IsOverfull && Open > receiveMaximum)
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.ReceiveMaximumExceeded,
                $"more than {receiveMaximum} unacknowledged messages, though that is our Receive Maximum");
        }
    }

    void SendOwed()
    {
        while (owed.AreAsked && IsConnected && owed.TryTakeDue(acknowledged, out var identifier))
        {
            SendPubAck(identifier);
        }
    }

    void SendPubAck(ushort identifier)
    {
        open.Remove(identifier);
        pubAck.PacketIdentifier = identifier;
        writer!.Add(pubAck);
    }

    void SendPubRec(ushort identifier)
    {
        if (writer is null)
        {
            return;
        }

        openExactlyOnce.Remove(identifier);
        pubRec.PacketIdentifier = identifier;
        writer.Add(pubRec);
        identifiers.OnPubRecSent(identifier);
    }
}
