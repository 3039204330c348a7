using System.Globalization;
using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// Finds out whether the broker still delivers: a message of our own, to a topic of our own, has to come back over the
/// same connection. That PINGREQ is answered does not tell: a node of a cluster that has lost the others may keep its
/// connections, answer, and deliver nothing. The message goes the way of the user's: at the QoS of the subscriptions,
/// because NATS delivers QoS 0 past what QoS 1 waits for. QoS 2 differs from 1 only on the connection, and NATS closes
/// on it.
/// <para>
/// The first one on a connection goes out when its subscription is granted, the next a period after it. One at a time:
/// while the broker may be holding it back, because there are unacknowledged messages, no others gather behind it. One
/// that is out when the connection ends is given up: at QoS 1 the broker keeps nothing under its identifier (MQTT 5,
/// section 4.3.2), so that may be used again at once.
/// </para>
/// <para>Called with the session's gate held.</para>
/// </summary>
sealed class Probe
{
    /// <summary>After this many connections without the first one coming back it counts as denied.</summary>
    const int FewestInVain = 2;

    readonly Gate gate;
    readonly PacketIdentifiers identifiers;
    readonly Outbox outbox;
    readonly TimeProvider time;
    readonly TimeSpan period;
    readonly ProbeMessages messages;

    PacketWriter? writer;
    BrokerLimits limits = BrokerLimits.Before5;
    bool isGranted;
    bool wasSent;
    bool mayHaveWaited;
    long sentAt;
    long lookedAt;
    long ping;
    long deliveries;
    long deliveriesSeen;

    bool hasComeBack;
    bool isShareServed;

    /// <param name="gate">The session's.</param>
    /// <param name="period">How often it goes out, and how long it may take.</param>
    /// <param name="filters">What the user subscribes to.</param>
    /// <param name="settings">Who we are, and how many brokers there are.</param>
    /// <param name="identifiers">The session's.</param>
    /// <param name="outbox">The session's.</param>
    /// <param name="time">The clock.</param>
    public Probe(
        Gate gate,
        TimeSpan period,
        IReadOnlyList<TopicSubscription> filters,
        ConnectionSettings settings,
        PacketIdentifiers identifiers,
        Outbox outbox,
        TimeProvider time)
    {
        (this.gate, this.period, this.identifiers, this.outbox, this.time) = (gate, period, identifiers, outbox, time);
        messages = new ProbeMessages(filters, settings.ClientId);
        Denial = new(gate, Math.Max(FewestInVain, settings.Brokers.Count), messages.Rights);
        Tick = TimeSpan.FromTicks(
            Math.Clamp(period.Ticks / 20, TimeSpan.TicksPerMillisecond * 20, TimeSpan.TicksPerSecond));
    }

    /// <summary>
    /// How often <see cref="Look"/> is to be called. Looking a tick early keeps the promise of two periods.
    /// </summary>
    public TimeSpan Tick { get; }

    /// <summary>How often it goes out, and how long it may take.</summary>
    public TimeSpan Period => period;

    /// <summary>Whether it is allowed.</summary>
    public ProbeDenial Denial { get; }

    /// <summary>What brings the messages back.</summary>
    public IEnumerable<TopicSubscription> Filters => messages.Filters;

    /// <summary>A message that has been published has not come back.</summary>
    public bool IsOut => Gate.Held(gate, messages.AreOut);

    /// <summary>With a Receive Maximum of 1 two messages cannot be out together.</summary>
    bool IsShareInQuestion => messages.Shared is not null && !isShareServed && limits.ReceiveMaximum > 1;

    /// <summary>A new connection is established.</summary>
    public void Attach(PacketWriter connection, BrokerLimits brokerLimits)
    {
        gate.AssertHeld();
        (writer, limits) = (connection, brokerLimits);
        (isGranted, wasSent) = (false, false);
    }

    /// <summary>The connection has ended.</summary>
    public void Detach()
    {
        gate.AssertHeld();
        if (messages.Plain.IsOut && !hasComeBack)
        {
            Denial.OnInVain();
        }

        foreach (var message in messages.All)
        {
            Release(message);
        }

        messages.GiveUp();
        writer = null;
    }

    /// <summary>
    /// Whether the broker may have ended the connection because of the first probe, as some do with one that publishes
    /// what is not allowed: then the next connection goes without.
    /// </summary>
    public bool IsBlamed()
    {
        gate.AssertHeld();
        var isBlamed = !Denial.IsThere && messages.Plain.IsOut && !hasComeBack && outbox.Unanswered is null;
        if (isBlamed)
        {
            Denial.On("the broker ended the connection on it");
        }

        return isBlamed;
    }

    /// <summary>The broker has answered the SUBSCRIBE.</summary>
    public void OnSubAck(MqttSubAckPacket answer)
    {
        gate.AssertHeld();
        if (answer.ReasonCodes.FirstOrDefault(code => (int)code >= 0x80) is var code && (int)code >= 0x80)
        {
            Denial.On(ReasonCodes.Describe(code, answer.ReasonString));
            return;
        }

        isGranted = true;
        lookedAt = time.GetTimestamp();
        TrySend();
    }

    /// <summary>Takes a PUBLISH that is a probe; the others are signs that the broker delivers.</summary>
    public bool Takes(MqttPublishPacket publish)
    {
        gate.AssertHeld();
        var isAtMostOnce = publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce;
        if (publish.QualityOfServiceLevel != MqttQualityOfServiceLevel.ExactlyOnce
            && messages.To(publish.Topic) is { } message)
        {
            OnBack(message, publish.Payload.FirstSpan);
            return true;
        }

        // A retained message may come from a store, past what others wait for.
        deliveries += publish.Retain || (isAtMostOnce && messages.HighestQoS != QualityOfService.AtMostOnce) ? 0 : 1;
        return false;
    }

    /// <summary>Whether a PUBACK is for a probe.</summary>
    public bool IsOurs(ushort identifier)
    {
        gate.AssertHeld();
        return identifier != 0 && messages.All.Any(one => one.Identifier == identifier);
    }

    /// <summary>The PUBACK for a probe has come.</summary>
    public void OnPubAck(MqttPubAckPacket answer)
    {
        gate.AssertHeld();
        var message = messages.All.First(one => one.Identifier == answer.PacketIdentifier);
        Release(message);
        outbox.FinishBeside();
        if ((int)answer.ReasonCode < 0x80)
        {
            return;
        }

        message.IsOut = false;
        if (answer.ReasonCode != MqttPubAckReasonCode.PacketIdentifierInUse)
        {
            Denial.On(ReasonCodes.Describe(answer.ReasonCode, answer.ReasonString));
        }
    }

    /// <summary>To be called every <see cref="Tick"/>.</summary>
    /// <param name="isOurSilence">What has to be written waits, or what comes is not read.</param>
    /// <param name="isHeld">The broker may be holding messages back until others are acknowledged.</param>
    /// <param name="hasSettled">What has come of the last one is acknowledged.</param>
    /// <returns>How the broker has been deaf; null where it has not.</returns>
    /// <exception cref="MqttDemoException">It takes $share for a level of a topic (FailureKind.Denied).</exception>
    public string? Look(bool isOurSilence, bool isHeld, bool hasSettled)
    {
        gate.AssertHeld();
        var now = time.GetTimestamp();
        // A process that was stopped has not looked either.
        var mayWait = isHeld && messages.HighestQoS != QualityOfService.AtMostOnce;
        var isOurs = isOurSilence || mayWait || time.GetElapsedTime(lookedAt, now) > period / 2;
        (lookedAt, var isDelivering) = (now, deliveries != deliveriesSeen);
        deliveriesSeen = deliveries;
        if (writer is null || !isGranted || Denial.IsThere)
        {
            return null;
        }

        mayHaveWaited |= mayWait;
        if (!mayWait && mayHaveWaited && limits.HasProperties && HasPassed(sentAt))
        {
            messages.GiveUp();
        }

        messages.Plain.Since = isOurs || isDelivering ? now : messages.Plain.Since;
        if (messages.Plain.IsOut && HasPassed(messages.Plain.Since))
        {
            return Deafness();
        }

        if (messages.Shared is { IsOut: true } shared)
        {
            shared.Since = isOurs || messages.Plain.IsOut ? now : shared.Since;
            ThrowIfLiteral(shared);
        }

        if (!IsOut && hasSettled && (!wasSent || HasPassed(sentAt)))
        {
            TrySend();
        }

        return null;
    }

    bool HasPassed(long since) => time.GetElapsedTime(since) + Tick >= period;

    string? Deafness()
    {
        if (!hasComeBack && Denial.IsNear)
        {
            Denial.OnSilence();
            return null;
        }

        var what = outbox.HasAnswered(ping) ? "has answered pings but delivered nothing" : "has answered nothing";
        return string.Create(CultureInfo.InvariantCulture, $"{what} for {period.TotalSeconds:0.###} s");
    }

    void ThrowIfLiteral(ProbeMessage message)
    {
        if (IsShareInQuestion && HasPassed(message.Since))
        {
            throw new MqttDemoException(
                FailureKind.Denied,
                $"the broker treats $share as the first level of a topic: {messages.SharedFilter} would bring nothing",
                "it does not support shared subscriptions; without a group each subscriber gets every message");
        }
    }

    void TrySend()
    {
        var qos = messages.HighestQoS > limits.MaximumQoS ? limits.MaximumQoS : messages.HighestQoS;
        ProbeMessage[] next = IsShareInQuestion ? [messages.Plain, messages.Shared!] : [messages.Plain];
        if (qos != QualityOfService.AtMostOnce && !HasRoom(next))
        {
            return;
        }

        messages.Renew();
        foreach (var message in next)
        {
            Send(message, qos);
        }

        ping = outbox.SendPing(writer!);
        (wasSent, sentAt, mayHaveWaited) = (true, time.GetTimestamp(), false);
    }

    bool HasRoom(ProbeMessage[] next) =>
        identifiers.HasRoomForMessage
            && outbox.HasRoomBeside(next.Length)
            && next.All(one => one.Identifier == 0);

    void Send(ProbeMessage message, QualityOfService qos)
    {
        message.Identifier = qos == QualityOfService.AtMostOnce ? (ushort)0 : identifiers.Take();
        // So that a session that is kept does not gather them.
        var expiry = limits.HasProperties ? (uint)Math.Ceiling(period.TotalSeconds) : 0;
        if (message.Identifier != 0)
        {
            outbox.SendBeside();
        }

        if (writer!.Add(messages.Packet(message, qos, expiry), limits.MaximumPacketSize) > limits.MaximumPacketSize)
        {
            Denial.On($"it is longer than the broker's Maximum Packet Size of {limits.MaximumPacketSize} bytes");
            return;
        }

        (message.IsOut, message.Since) = (true, time.GetTimestamp());
    }

    void OnBack(ProbeMessage message, ReadOnlySpan<byte> content)
    {
        // Another one may come from a kept session, or from somebody else.
        if (message.IsOut && messages.IsContent(content))
        {
            message.IsOut = false;
            hasComeBack |= message == messages.Plain;
            isShareServed |= message == messages.Shared;
        }
    }

    void Release(ProbeMessage message)
    {
        if (message.Identifier != 0)
        {
            identifiers.Release(message.Identifier);
            message.Identifier = 0;
        }
    }
}
