using System.Diagnostics.CodeAnalysis;
using MqttDemo.Client.Topics;
using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// What we have to deliver, over as many connections as it takes (MQTT 5, sections 4.3 and 4.4). A message of QoS 1 or
/// 2 moves <c>Waiting -> Sent -> (QoS 2: Received ->) done</c>; a new connection puts what is not done back to Waiting,
/// except that a message whose PUBREC has come goes on with PUBREL when the broker still knows the session. Called with
/// the session's gate held.
/// </summary>
sealed class Outbox(
    Gate gate, int? maxInFlight, PacketIdentifiers identifiers, bool allowsDowngrade, Credentials? credentials)
{
    /// <summary>Packets of QoS 0 wait here while the network is slower than the input.</summary>
    const int MaximumPending = 256 * 1024;

    readonly OutboxOrder order = new();
    readonly UnconfirmedMessages unconfirmed = new();
    readonly Stack<OutboxEntry> spare = new();
    readonly Queue<PublishRefusal> refusals = new();
    readonly MqttPublishPacket atMostOncePacket = new();
    readonly MqttPubRelPacket pubRel = new();

    PacketWriter? writer;
    BrokerLimits limits = BrokerLimits.Before5;
    SentTopicAliases aliases = new(gate, maximum: 0);
    bool isSessionPresent;

    // Connections in a row that ended without an answer to the first message on them.
    int unanswered;

    // The PINGREQ that shows whether the broker takes messages of QoS 0, after some connections that ended with them.
    long probe;
    bool isProbeDue;

    // The first that has not been sent on this connection, and how many have been and are not done.
    OutboxEntry? nextWaiting;
    int inFlight;

    // Messages of QoS 1 that go past it and are not acknowledged: they take of the broker's Receive Maximum.
    int beside;

    long number;
    long sent;
    long acknowledged;
    long refused;
    long mayBeDuplicated;
    long mayBeLost;
    long downgraded;

    /// <summary>Every message of QoS 1 and 2 has been acknowledged or refused.</summary>
    public bool IsEmpty => Gate.Held(gate, order.Count == 0);

    /// <summary>Messages of QoS 0 on this connection that the broker may not have read yet.</summary>
    public long Unconfirmed => Gate.Held(gate, unconfirmed.Count);

    /// <summary>The first message that was sent on this connection and is not done; null when there is none.</summary>
    public UnansweredPublish? Unanswered
    {
        get
        {
            gate.AssertHeld();
            return order.First is { State: not OutboxState.Waiting } entry
                ? Unfinished(entry.Packet, (entry.Number, entry.State))
                : unconfirmed.Count > 0
                    ? Unfinished(atMostOncePacket, (-1 - unconfirmed.Confirmations, OutboxState.Sent))
                    : null;
        }
    }

    public PublishCounts Counts
    {
        get
        {
            gate.AssertHeld();
            return new(sent, acknowledged, refused, order.Count, mayBeDuplicated, mayBeLost, downgraded);
        }
    }

    /// <summary>What has been sent and waits for its acknowledgement; null when nothing does.</summary>
    public OverdueAcknowledgements.Waiting? Waiting
    {
        get
        {
            gate.AssertHeld();
            return order.First is { State: not OutboxState.Waiting } first
                ? new(first.Position, first.State, inFlight)
                : null;
        }
    }

    /// <summary>Whether a message of this QoS can be sent now.</summary>
    public bool HasRoom(QualityOfService qualityOfService)
    {
        gate.AssertHeld();
        if (writer is null
            || writer.Failure is not null
            || writer.IsClosed
            || nextWaiting is not null
            || writer.Pending > MaximumPending)
        {
            return false;
        }

        var qos = (MqttQualityOfServiceLevel)Taken(qualityOfService);
        return qos == MqttQualityOfServiceLevel.AtMostOnce
            ? unconfirmed.PingsAnswered >= probe
            : (IsOpen(qos) && order.Bytes < MessageMemory.Outgoing && identifiers.HasRoomForMessage);
    }

    /// <summary>Whether the broker takes so many messages beside those that have been sent.</summary>
    public bool HasRoomBeside(int count)
    {
        gate.AssertHeld();
        return inFlight + beside + count <= limits.ReceiveMaximum;
    }

    /// <summary>A message of QoS 1 goes past it.</summary>
    public void SendBeside()
    {
        gate.AssertHeld();
        beside++;
    }

    /// <summary>It has been acknowledged.</summary>
    public void FinishBeside()
    {
        gate.AssertHeld();
        beside--;
        SendWaiting();
    }

    /// <summary>Sends a message for which there is room.</summary>
    public void Send(in OutgoingMessage message)
    {
        gate.AssertHeld();
        if (Taken(message.QualityOfService) == QualityOfService.AtMostOnce)
        {
            SendAtMostOnce(message);
            return;
        }

        var entry = spare.Count > 0 ? spare.Pop() : new OutboxEntry();
        entry.Fill(message, identifiers.Take(entry), ++number);
        order.Append(entry);
        sent++;
        SendOrRefuse(entry);
    }

    public void OnPubAck(MqttPubAckPacket packet)
    {
        gate.AssertHeld();
        if (Answered(packet.PacketIdentifier) is { State: OutboxState.Sent } entry)
        {
            if (packet.ReasonCode == MqttPubAckReasonCode.PacketIdentifierInUse && TryAnotherIdentifier(entry))
            {
                return;
            }

            // RabbitMQ takes a message of QoS 2 so; it has it, but promises no more than at least once.
            downgraded += entry.Packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce
                && (int)packet.ReasonCode < 0x80
                ? 1
                : 0;
            Finish(
                entry,
                (int)packet.ReasonCode >= 0x80 ? Refusal(entry, packet.ReasonCode, packet.ReasonString) : null);
        }
    }

    public void OnPubRec(MqttPubRecPacket packet)
    {
        gate.AssertHeld();
        var entry = Answered(packet.PacketIdentifier);
        // EMQX answers a repeated PUBLISH whose first PUBREC was lost with "in use": it has the message and waits for
        // PUBREL.
        var isRefusal = (int)packet.ReasonCode >= 0x80
            && !(packet.ReasonCode == MqttPubRecReasonCode.PacketIdentifierInUse && entry is { Packet.Dup: true });
        if (entry is { State: OutboxState.Sent })
        {
            if (isRefusal
                && packet.ReasonCode == MqttPubRecReasonCode.PacketIdentifierInUse
                && TryAnotherIdentifier(entry))
            {
                return;
            }

            if (isRefusal)
            {
                // The flow ends here: PUBREL must not follow a failing PUBREC (MQTT 5, section 4.3.3).
                Finish(entry, Refusal(entry, packet.ReasonCode, packet.ReasonString));
                return;
            }

            entry.State = OutboxState.Received;
        }

        if (!isRefusal)
        {
            SendPubRel(
                packet.PacketIdentifier,
                entry is null ? MqttPubRelReasonCode.PacketIdentifierNotFound : MqttPubRelReasonCode.Success);
        }
    }

    public void OnPubComp(MqttPubCompPacket packet)
    {
        gate.AssertHeld();
        unanswered = 0;
        if (identifiers.Find(packet.PacketIdentifier) is { State: OutboxState.Received } entry)
        {
            Finish(entry, null);
        }
    }

    /// <summary>
    /// A PINGREQ goes out: when it is answered, the broker has read everything before it. Returns its number.
    /// </summary>
    public long SendPing(PacketWriter connection)
    {
        gate.AssertHeld();
        connection.Add(MqttPingReqPacket.Instance);
        return unconfirmed.OnPingSent();
    }

    /// <summary>The PINGREQ with this number, of the present connection, has been answered.</summary>
    public bool HasAnswered(long ping)
    {
        gate.AssertHeld();
        return unconfirmed.PingsAnswered >= ping;
    }

    /// <summary>True when that confirms a message of QoS 0.</summary>
    public bool OnPingAnswered()
    {
        gate.AssertHeld();
        return unconfirmed.OnPingAnswered();
    }

    /// <summary>A new connection stands: what is unfinished goes out on it, in the original order.</summary>
    /// <param name="connection">Where it goes.</param>
    /// <param name="brokerLimits">What the broker allows on it.</param>
    /// <param name="sessionPresent">The broker knows what it had of the session.</param>
    /// <param name="unansweredConnections">How many connections in a row have ended without an answer to the same
    /// message.</param>
    public void Attach(
        PacketWriter connection, BrokerLimits brokerLimits, bool sessionPresent, int unansweredConnections)
    {
        gate.AssertHeld();
        (writer, limits, isSessionPresent, unanswered) =
            (connection, brokerLimits, sessionPresent, unansweredConnections);
        aliases = new SentTopicAliases(gate, brokerLimits.TopicAliasMaximum);
        (inFlight, beside, isProbeDue) = (0, 0, unansweredConnections > 0);
        for (var entry = order.First; entry is not null; entry = entry.Next)
        {
            if (entry.State == OutboxState.Received && sessionPresent)
            {
                inFlight++;
                SendPubRel(entry.Packet.PacketIdentifier, MqttPubRelReasonCode.Success);
                continue;
            }

            if (!sessionPresent && entry.WasSent)
            {
                // The broker has forgotten the identifier: to it the message is a new one, even if it has passed the
                // first on already.
                mayBeDuplicated += entry.Packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce ? 1 : 0;
                entry.WasSent = false;
            }

            entry.State = OutboxState.Waiting;
        }

        nextWaiting = OutboxOrder.NextWaiting(order.First);
        SendWaiting();
    }

    /// <summary>The connection has ended; until the next one there is no room.</summary>
    public void Detach()
    {
        gate.AssertHeld();
        writer = null;
        mayBeLost += unconfirmed.GiveUp();
    }

    /// <summary>A message that is not sent at all.</summary>
    public void Refuse(PublishRefusal refusal)
    {
        gate.AssertHeld();
        refused++;
        refusals.Enqueue(refusal);
    }

    /// <summary>The next refusal to report, outside the gate.</summary>
    public bool TryTakeRefusal([NotNullWhen(true)] out PublishRefusal? refusal)
    {
        gate.AssertHeld();
        return refusals.TryDequeue(out refusal);
    }

    /// <summary>
    /// Each connection without an answer halves it until one comes: where connections break so often that none carries
    /// a whole window and the answers to it, a smaller one gets through, and a broker that does not want even a single
    /// message is known for certain.
    /// </summary>
    int Window(MqttQualityOfServiceLevel qos) =>
        Math.Max(1, Math.Min(maxInFlight ?? ConnectionSettings.DefaultMaxInFlight, limits.Window(qos)) >> unanswered);

    bool IsOpen(MqttQualityOfServiceLevel qos) => inFlight < Window(qos) && inFlight + beside < limits.ReceiveMaximum;

    /// <summary>At which QoS a message goes on this connection (MQTT 5, section 3.2.2.3.4).</summary>
    QualityOfService Taken(QualityOfService asked) =>
        allowsDowngrade && asked > limits.MaximumQoS ? limits.MaximumQoS : asked;

    void SendAtMostOnce(in OutgoingMessage message)
    {
        OutboxEntry.Fill(atMostOncePacket, message, message.Payload);
        atMostOncePacket.QualityOfServiceLevel = MqttQualityOfServiceLevel.AtMostOnce;
        if (Objection(atMostOncePacket, message.KeepsPayload) is { } objection)
        {
            Refuse(message.Position, objection, atMostOncePacket);
            return;
        }

        sent++;
        OnSentAtMostOnce();
    }

    void OnSentAtMostOnce()
    {
        unconfirmed.OnSent();
        if (isProbeDue)
        {
            // Nothing answers QoS 0: whether the broker takes it is known when it answers a PINGREQ after the first
            // one, and until then no other is risked.
            isProbeDue = false;
            probe = SendPing(writer!);
        }
    }

    static UnansweredPublish Unfinished(MqttPublishPacket packet, (long Number, OutboxState State) progress) =>
        new(
            progress, packet.Topic, (QualityOfService)packet.QualityOfServiceLevel, packet.Payload.Length,
            packet.Retain);

    void SendOrRefuse(OutboxEntry entry)
    {
        entry.Packet.QualityOfServiceLevel = (MqttQualityOfServiceLevel)Taken(
            (QualityOfService)entry.Packet.QualityOfServiceLevel);
        if (entry.Packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce)
        {
            SendForTheLastTime(entry);
            return;
        }

        entry.Packet.Dup = entry.WasSent && isSessionPresent;
        if (Objection(entry.Packet, keepsPayload: true) is { } objection)
        {
            Remove(entry);
            Refuse(entry.Position, objection, entry.Packet);
            sent--;
            return;
        }

        entry.State = OutboxState.Sent;
        entry.WasSent = true;
        inFlight++;
    }

    /// <summary>The broker of this connection takes QoS 0 only: nothing answers the message any more.</summary>
    void SendForTheLastTime(OutboxEntry entry)
    {
        var identifier = entry.Packet.PacketIdentifier;
        (entry.Packet.PacketIdentifier, entry.Packet.Dup, atMostOncePacket.Topic) = (0, false, entry.Packet.Topic);
        var objection = Objection(entry.Packet, keepsPayload: false);
        entry.Packet.PacketIdentifier = identifier;
        Remove(entry);
        if (objection is null)
        {
            OnSentAtMostOnce();
        }
        else
        {
            sent--;
            Refuse(entry.Position, objection);
        }
    }

    /// <summary>Hands the packet to the writer, or says why it cannot be sent.</summary>
    string? Objection(MqttPublishPacket packet, bool keepsPayload)
    {
        if ((limits.Objection(packet) ?? aliases.Objection(packet)) is { } objection)
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
        return length > limits.MaximumPacketSize
            ? $"its packet of {length} bytes is longer than the broker's Maximum Packet Size of "
                + $"{limits.MaximumPacketSize}"
            : null;
    }

    /// <summary>
    /// Adds it under its topic's alias, where there is one and the alias that comes beside its topic the first time is
    /// not just too much.
    /// </summary>
    int Add(MqttPublishPacket packet, bool keepsPayload)
    {
        var (topic, alias) = (packet.Topic, packet.TopicAlias);
        aliases.Apply(packet);
        var length = writer!.Add(packet, limits.MaximumPacketSize, keepsPayload);
        var isSent = length <= limits.MaximumPacketSize;
        var isOurAlias = packet.TopicAlias != alias;
        aliases.Restore(packet, topic, alias, isSent);
        return isSent || !isOurAlias ? length : writer.Add(packet, limits.MaximumPacketSize, keepsPayload);
    }

    void SendWaiting()
    {
        while (nextWaiting is { } entry && IsOpen(entry.Packet.QualityOfServiceLevel))
        {
            nextWaiting = OutboxOrder.NextWaiting(entry.Next);
            SendOrRefuse(entry);
        }
    }

    void SendPubRel(ushort identifier, MqttPubRelReasonCode reasonCode)
    {
        pubRel.PacketIdentifier = identifier;
        pubRel.ReasonCode = reasonCode;
        writer!.Add(pubRel);
    }

    /// <summary>
    /// The message that an answer is for; null when we know none. The answer to what an earlier connection carried may
    /// come before we have sent it again: then that is no longer needed.
    /// </summary>
    OutboxEntry? Answered(ushort identifier)
    {
        unanswered = 0;
        if (identifiers.Find(identifier) is not { WasSent: true } entry)
        {
            return null;
        }

        if (entry.State == OutboxState.Waiting)
        {
            entry.State = OutboxState.Sent;
            inFlight++;
            nextWaiting = OutboxOrder.NextWaiting(nextWaiting);
        }

        return entry;
    }

    /// <summary>
    /// The broker has not taken the message, because it knows its identifier otherwise: once it goes out as a new one
    /// under another.
    /// </summary>
    bool TryAnotherIdentifier(OutboxEntry entry)
    {
        if (entry.HasOtherIdentifier)
        {
            return false;
        }

        entry.Packet.PacketIdentifier = identifiers.Exchange(entry.Packet.PacketIdentifier, entry);
        (entry.WasSent, entry.HasOtherIdentifier) = (false, true);
        inFlight--;
        SendOrRefuse(entry);
        return true;
    }

    void Finish(OutboxEntry entry, PublishRefusal? refusal)
    {
        inFlight--;
        Remove(entry);
        if (refusal is null)
        {
            acknowledged++;
        }
        else
        {
            sent--;
            Refuse(refusal);
        }

        SendWaiting();
    }

    PublishRefusal Refusal(OutboxEntry entry, Enum code, string? reasonString)
    {
        var reason =
            $"{ReasonCodes.Describe(code, reasonString)}, topic "
            + $"{TopicName.Short(entry.Packet.Topic)}{ReasonCodes.Who(code, credentials)}";
        return new PublishRefusal(entry.Position, reason, Hint: ReasonCodes.FullHint(code));
    }

    void Refuse(long position, string reason, MqttPublishPacket? packet = null) => Refuse(new PublishRefusal(
        position, reason, packet is not null && (QualityOfService)packet.QualityOfServiceLevel > limits.MaximumQoS
            ? limits.MaximumQoS
            : null));

    void Remove(OutboxEntry entry)
    {
        order.Remove(entry);
        identifiers.Release(entry.Packet.PacketIdentifier);
        entry.Clear();
        spare.Push(entry);
    }
}
