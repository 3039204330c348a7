using System.Diagnostics.CodeAnalysis;
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
sealed class Outbox
{
    readonly Gate gate;
    readonly PacketIdentifiers identifiers;
    readonly bool allowsDowngrade;
    readonly OutboxOrder order = new();
    readonly Stack<OutboxEntry> spare = new();
    readonly SendWindow window;
    readonly PublishTally tally;
    readonly OutboxWriter writer;
    readonly AtMostOnceFlow atMostOnce;

    readonly WaitingMessages waiting = new();

    bool isSessionPresent;
    long number;

    // The number of the last message that was ever sent.
    long lastSent;

    public Outbox(
        Gate gate, int? maxInFlight, PacketIdentifiers identifiers, bool allowsDowngrade, Credentials? credentials)
    {
        (this.gate, this.identifiers, this.allowsDowngrade) = (gate, identifiers, allowsDowngrade);
        window = new SendWindow(maxInFlight);
        tally = new PublishTally(credentials);
        writer = new OutboxWriter(gate);
        atMostOnce = new AtMostOnceFlow(writer);
    }

    /// <summary>Every message of QoS 1 and 2 has been acknowledged or refused.</summary>
    public bool IsEmpty => Gate.Held(gate, order.Count == 0);

    /// <summary>Messages of QoS 0 on this connection that the broker may not have read yet.</summary>
    public long Unconfirmed => Gate.Held(gate, atMostOnce.Unconfirmed);

    /// <summary>The first message that was sent on this connection and is not done; null when there is none.</summary>
    public UnansweredPublish? Unanswered
    {
        get
        {
            gate.AssertHeld();
            return order.First is { State: not OutboxState.Waiting } entry
                ? UnansweredPublish.Of(entry.Packet, (entry.Number, entry.State))
                : atMostOnce.Unanswered;
        }
    }

    public PublishCounts Counts
    {
        get
        {
            gate.AssertHeld();
            return tally.With(order.Count);
        }
    }

    /// <summary>What has been sent and waits for its acknowledgement; null when nothing does.</summary>
    public OverdueAcknowledgements.Waiting? Waiting
    {
        get
        {
            gate.AssertHeld();
            return order.First is { State: not OutboxState.Waiting } first
                ? new(first.Position, first.State, window.InFlight)
                : null;
        }
    }

    /// <summary>Whether a message of this QoS can be accepted now.</summary>
    /// <param name="qualityOfService">Its QoS.</param>
    /// <param name="goesAhead">It may also be kept here, to be sent next.</param>
    public bool HasRoom(QualityOfService qualityOfService, bool goesAhead)
    {
        gate.AssertHeld();
        if (!writer.HasRoom)
        {
            return false;
        }

        return Taken(qualityOfService) == QualityOfService.AtMostOnce
            ? waiting.Count == 0 && atMostOnce.HasRoom
            : (goesAhead ? waiting.HaveRoom : GoesAtOnce(qualityOfService))
                && order.Bytes < MessageMemory.Outgoing
                && identifiers.HasRoomForMessage;
    }

    /// <summary>Few messages wait to be sent: a caller that was told there is no room should look again.</summary>
    public bool IsRunningLow => Gate.Held(gate, waiting.AreFew);

    /// <summary>Whether the broker takes that many messages beside those that have been sent.</summary>
    public bool HasRoomBeside(int count)
    {
        gate.AssertHeld();
        return window.HasRoomBeside(count);
    }

    /// <summary>A message of QoS 1 goes past it.</summary>
    public void SendBeside()
    {
        gate.AssertHeld();
        window.OnSentBeside();
    }

    /// <summary>It has been acknowledged.</summary>
    public void FinishBeside()
    {
        gate.AssertHeld();
        window.OnDoneBeside();
        SendWaiting();
    }

    /// <summary>Sends a message for which there is room, as soon as the window has some.</summary>
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
        tally.OnSent();
        if (GoesAtOnce(message.QualityOfService))
        {
            SendOrRefuse(entry);
        }
        else
        {
            waiting.Add(entry);
        }
    }

    /// <summary>Takes back what was accepted and has never been sent. Returns how many messages that are.</summary>
    public int Withdraw()
    {
        gate.AssertHeld();
        var withdrawn = 0;
        while (order.Last is { } entry && entry.Number > lastSent)
        {
            waiting.Remove(entry);
            Remove(entry);
            withdrawn++;
        }

        tally.OnWithdrawn(withdrawn);
        return withdrawn;
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
            if (entry.Packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce
                && (int)packet.ReasonCode < 0x80)
            {
                tally.OnDowngraded();
            }

            Finish(
                entry,
                (int)packet.ReasonCode >= 0x80
                    ? tally.ByBroker(entry, packet.ReasonCode, packet.ReasonString)
                    : null);
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
                Finish(entry, tally.ByBroker(entry, packet.ReasonCode, packet.ReasonString));
                return;
            }

            entry.State = OutboxState.Received;
        }

        if (!isRefusal)
        {
            writer.SendPubRel(
                packet.PacketIdentifier,
                entry is null ? MqttPubRelReasonCode.PacketIdentifierNotFound : MqttPubRelReasonCode.Success);
        }
    }

    public void OnPubComp(MqttPubCompPacket packet)
    {
        gate.AssertHeld();
        window.OnAnswered();
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
        return atMostOnce.SendPing(connection);
    }

    /// <summary>The PINGREQ with this number, of the present connection, has been answered.</summary>
    public bool HasAnswered(long ping)
    {
        gate.AssertHeld();
        return atMostOnce.HasAnswered(ping);
    }

    /// <summary>True when that confirms a message of QoS 0.</summary>
    public bool OnPingAnswered()
    {
        gate.AssertHeld();
        return atMostOnce.OnPingAnswered();
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
        isSessionPresent = sessionPresent;
        writer.Attach(connection, brokerLimits);
        window.Attach(brokerLimits, unansweredConnections);
        atMostOnce.Attach(hasBeenInVain: unansweredConnections > 0);
        for (var entry = order.First; entry is not null; entry = entry.Next)
        {
            if (entry.State == OutboxState.Received && sessionPresent)
            {
                window.OnSent();
                writer.SendPubRel(entry.Packet.PacketIdentifier, MqttPubRelReasonCode.Success);
                continue;
            }

            if (!sessionPresent && entry.WasSent)
            {
                // The broker has forgotten the identifier: to it the message is a new one, even if it has passed the
                // first on already.
                if (entry.Packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce)
                {
                    tally.OnMayBeDuplicated();
                }

                entry.WasSent = false;
            }

            entry.State = OutboxState.Waiting;
        }

        waiting.Reset(order.First);
        SendWaiting();
    }

    /// <summary>The connection has ended; until the next one there is no room.</summary>
    public void Detach()
    {
        gate.AssertHeld();
        writer.Detach();
        tally.OnMayBeLost(atMostOnce.Detach());
    }

    /// <summary>A message that is not sent at all.</summary>
    public void Refuse(PublishRefusal refusal)
    {
        gate.AssertHeld();
        tally.Refuse(refusal);
    }

    /// <summary>The next refusal to report, outside the gate.</summary>
    public bool TryTakeRefusal([NotNullWhen(true)] out PublishRefusal? refusal)
    {
        gate.AssertHeld();
        return tally.TryTakeRefusal(out refusal);
    }

    /// <summary>Nothing is to be sent before it, and the window has room.</summary>
    bool GoesAtOnce(QualityOfService qualityOfService) =>
        waiting.Count == 0 && window.IsOpen((MqttQualityOfServiceLevel)Taken(qualityOfService));

    /// <summary>At which QoS a message goes on this connection (MQTT 5, section 3.2.2.3.4).</summary>
    QualityOfService Taken(QualityOfService asked) =>
        allowsDowngrade && asked > writer.Limits.MaximumQoS ? writer.Limits.MaximumQoS : asked;

    void SendAtMostOnce(in OutgoingMessage message)
    {
        if (atMostOnce.Send(message) is { } refusal)
        {
            tally.Refuse(refusal);
        }
        else
        {
            tally.OnSent();
        }
    }

    void SendOrRefuse(OutboxEntry entry)
    {
        lastSent = Math.Max(lastSent, entry.Number);
        entry.Packet.QualityOfServiceLevel = (MqttQualityOfServiceLevel)Taken(
            (QualityOfService)entry.Packet.QualityOfServiceLevel);
        if (entry.Packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce)
        {
            SendForTheLastTime(entry);
            return;
        }

        entry.Packet.Dup = entry.WasSent && isSessionPresent;
        if (writer.Objection(entry.Packet, keepsPayload: true) is { } objection)
        {
            Remove(entry);
            tally.TakeBack(PublishTally.ByLimits(entry.Position, objection, writer.Limits, entry.Packet));
            return;
        }

        entry.State = OutboxState.Sent;
        entry.WasSent = true;
        window.OnSent();
    }

    /// <summary>The broker of this connection takes QoS 0 only.</summary>
    void SendForTheLastTime(OutboxEntry entry)
    {
        var refusal = atMostOnce.SendForTheLastTime(entry);
        Remove(entry);
        if (refusal is not null)
        {
            tally.TakeBack(refusal);
        }
    }

    void SendWaiting()
    {
        while (waiting.First is { } entry && window.IsOpen(entry.Packet.QualityOfServiceLevel))
        {
            waiting.Remove(entry);
            SendOrRefuse(entry);
        }
    }

    /// <summary>
    /// The message that an answer is for; null when we know none. The answer to what an earlier connection carried may
    /// come before we have sent it again: then that is no longer needed.
    /// </summary>
    OutboxEntry? Answered(ushort identifier)
    {
        window.OnAnswered();
        if (identifiers.Find(identifier) is not { WasSent: true } entry)
        {
            return null;
        }

        if (entry.State == OutboxState.Waiting)
        {
            waiting.Remove(entry);
            entry.State = OutboxState.Sent;
            window.OnSent();
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
        window.OnDone();
        SendOrRefuse(entry);
        return true;
    }

    void Finish(OutboxEntry entry, PublishRefusal? refusal)
    {
        window.OnDone();
        Remove(entry);
        if (refusal is null)
        {
            tally.OnAcknowledged();
        }
        else
        {
            tally.TakeBack(refusal);
        }

        SendWaiting();
    }

    void Remove(OutboxEntry entry)
    {
        order.Remove(entry);
        identifiers.Release(entry.Packet.PacketIdentifier);
        entry.Clear();
        spare.Push(entry);
    }
}
