using System.Buffers;
using System.Globalization;
using System.Text;
using MqttDemo.Client.Topics;
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
    /// <summary>So many connections on which the first one does not come back: it is denied without a word.</summary>
    const int FewestInVain = 2;

    readonly Gate gate;
    readonly PacketIdentifiers identifiers;
    readonly Outbox outbox;
    readonly TimeProvider time;
    readonly TimeSpan period;
    readonly QualityOfService highestQos;
    readonly ProbeMessage plain;

    // Comes back only where $share is served; null where no subscription is shared, or it could come otherwise.
    readonly ProbeMessage? shared;
    readonly string? sharedFilter;
    readonly string token = Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
    readonly MqttPublishPacket packet = new();

    PacketWriter? writer;
    BrokerLimits limits = BrokerLimits.Before5;
    bool isGranted;
    bool wasSent;
    bool mayHaveWaited;
    long sentAt;
    long lookedAt;
    long ping;
    long number;
    byte[] payload = [];
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
        var asked = filters.Max(one => one.QualityOfService);
        highestQos = asked == QualityOfService.AtMostOnce ? asked : QualityOfService.AtLeastOnce;
        var topic = ProbeTopic.Of(settings.ClientId);
        plain = new(topic, topic);
        sharedFilter = filters.FirstOrDefault(one => TopicFilter.IsShared(one.Filter))?.Filter;
        var sharedTopic = $"{topic}/shared";
        var comesOtherwise = filters.Any(
            one => !TopicFilter.IsShared(one.Filter) && TopicFilter.Matches(one.Filter, sharedTopic));
        shared = sharedFilter is null || comesOtherwise ? null : new(sharedTopic, $"$share/probe/{sharedTopic}");
        Denial = new(
            gate,
            Math.Max(FewestInVain, settings.Brokers.Count),
            $"the right to publish to {topic} and to subscribe to it{(shared is null ? "" : $" and {shared.Filter}")}");
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
    public IEnumerable<TopicSubscription> Filters =>
        Messages.Select(one => new TopicSubscription(one.Filter, highestQos, RetainHandling: RetainHandling.Never));

    /// <summary>A message that has been published has not come back.</summary>
    public bool IsOut => Gate.Held(gate, Messages.Any(one => one.IsOut));

    IEnumerable<ProbeMessage> Messages => shared is null ? [plain] : [plain, shared];

    /// <summary>With a Receive Maximum of 1 two messages cannot be out together.</summary>
    bool IsShareInQuestion => shared is not null && !isShareServed && limits.ReceiveMaximum > 1;

    /// <summary>A new connection stands.</summary>
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
        if (plain.IsOut && !hasComeBack)
        {
            Denial.OnInVain();
        }

        foreach (var message in Messages)
        {
            Release(message);
        }

        GiveUp();
        writer = null;
    }

    /// <summary>
    /// Whether the broker may have ended the connection because of the first probe, as some do with one that publishes
    /// what is not allowed: then the next connection goes without.
    /// </summary>
    public bool IsBlamed()
    {
        gate.AssertHeld();
        var isBlamed = !Denial.IsThere && plain.IsOut && !hasComeBack && outbox.Unanswered is null;
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
            && (publish.Topic == plain.Topic || publish.Topic == shared?.Topic))
        {
            OnBack(publish.Topic == plain.Topic ? plain : shared!, publish.Payload);
            return true;
        }

        // A retained message may come from a store, past what others wait for.
        deliveries += publish.Retain || (isAtMostOnce && highestQos != QualityOfService.AtMostOnce) ? 0 : 1;
        return false;
    }

    /// <summary>Whether a PUBACK is for a probe.</summary>
    public bool IsOurs(ushort identifier)
    {
        gate.AssertHeld();
        return identifier != 0 && Messages.Any(one => one.Identifier == identifier);
    }

    /// <summary>The PUBACK for a probe has come.</summary>
    public void OnPubAck(MqttPubAckPacket answer)
    {
        gate.AssertHeld();
        var message = Messages.First(one => one.Identifier == answer.PacketIdentifier);
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
    /// <exception cref="MqttDemoException">It takes $share for a level of a topic (exit code 5).</exception>
    public string? Look(bool isOurSilence, bool isHeld, bool hasSettled)
    {
        gate.AssertHeld();
        var now = time.GetTimestamp();
        // A process that was stopped has not looked either.
        var mayWait = isHeld && highestQos != QualityOfService.AtMostOnce;
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
            GiveUp();
        }

        plain.Since = isOurs || isDelivering ? now : plain.Since;
        if (plain.IsOut && HasPassed(plain.Since))
        {
            return Deafness();
        }

        if (shared is { IsOut: true })
        {
            shared.Since = isOurs || plain.IsOut ? now : shared.Since;
            ThrowIfLiteral(shared);
        }

        if (!IsOut && hasSettled && (!wasSent || HasPassed(sentAt)))
        {
            TrySend();
        }

        return null;
    }

    /// <summary>
    /// Those that are out do not come any more. Behind messages that the broker held back they expire.
    /// </summary>
    void GiveUp()
    {
        foreach (var message in Messages)
        {
            message.IsOut = false;
        }
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
                $"the broker takes $share for the first level of a topic: {sharedFilter} would bring nothing",
                "it has no shared subscriptions; without a group each subscriber gets every message");
        }
    }

    void TrySend()
    {
        var qos = highestQos > limits.MaximumQoS ? limits.MaximumQoS : highestQos;
        ProbeMessage[] messages = IsShareInQuestion ? [plain, shared!] : [plain];
        if (qos != QualityOfService.AtMostOnce && !HasRoom(messages))
        {
            return;
        }

        payload = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{token}-{++number}"));
        foreach (var message in messages)
        {
            Send(message, qos);
        }

        ping = outbox.SendPing(writer!);
        (wasSent, sentAt, mayHaveWaited) = (true, time.GetTimestamp(), false);
    }

    bool HasRoom(ProbeMessage[] messages) =>
        identifiers.HasRoomForMessage
            && outbox.HasRoomBeside(messages.Length)
            && messages.All(one => one.Identifier == 0);

    void Send(ProbeMessage message, QualityOfService qos)
    {
        packet.Topic = message.Topic;
        packet.Payload = new ReadOnlySequence<byte>(payload);
        packet.QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos;
        packet.PacketIdentifier = qos == QualityOfService.AtMostOnce ? (ushort)0 : identifiers.Take();
        // So that a session that is kept does not gather them.
        packet.MessageExpiryInterval = limits.HasProperties ? (uint)Math.Ceiling(period.TotalSeconds) : 0;
        message.Identifier = packet.PacketIdentifier;
        if (message.Identifier != 0)
        {
            outbox.SendBeside();
        }

        if (writer!.Add(packet, limits.MaximumPacketSize) > limits.MaximumPacketSize)
        {
            Denial.On($"it is longer than the broker's Maximum Packet Size of {limits.MaximumPacketSize} bytes");
            return;
        }

        (message.IsOut, message.Since) = (true, time.GetTimestamp());
    }

    void OnBack(ProbeMessage message, ReadOnlySequence<byte> content)
    {
        // Another one may come from a kept session, or from somebody else.
        if (message.IsOut && content.Length == payload.Length && content.ToArray().AsSpan().SequenceEqual(payload))
        {
            message.IsOut = false;
            hasComeBack |= message == plain;
            isShareServed |= message == shared;
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
