using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// The filters of a session, those it is to lose, and the SUBACKs and UNSUBACKs that are due for them. Called with the
/// session's gate held.
/// </summary>
sealed class Subscriptions(
    Gate gate, SubscriptionRequest request, PacketIdentifiers identifiers, Credentials? credentials,
    Probe? probe = null)
{
    /// <summary>
    /// How often a packet is sent whose identifier the broker says is in use: there are brokers that look for it among
    /// their own.
    /// </summary>
    const int MostTries = 5;

    readonly SubscriptionRules rules = new(request, credentials);
    readonly SubscriptionPackets packets = new(request);
    readonly SubscriptionPackets probePackets = new(new([], []));
    readonly Dictionary<ushort, Request> due = [];

    // What there is no packet identifier for, until an answer makes one free.
    readonly LinkedList<Request> waiting = [];
    readonly TaskCompletionSource granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // They are no longer wanted.
    bool haveEnded;

    // Of the present connection.
    PacketWriter? writer;
    BrokerLimits limits = BrokerLimits.Before5;

    /// <summary>Completes when the broker has granted every filter for the first time.</summary>
    /// <param name="cancellationToken">Gives up waiting for it, once and for all.</param>
    public async Task WhenGrantedAsync(CancellationToken cancellationToken)
    {
        await using var givenUp = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), granted);
        await granted.Task;
    }

    /// <summary>What is subscribed to.</summary>
    public IEnumerable<string> Filters => request.Filters.Select(one => one.Filter);

    /// <summary>The highest QoS at which messages may come.</summary>
    public QualityOfService HighestQoS => request.Filters.Max(filter => filter.QualityOfService);

    /// <summary>The broker owes us an answer.</summary>
    public bool AreDue => Gate.Held(gate, due.Count + waiting.Count > 0);

    /// <summary>How many answers have come.</summary>
    public long Answers { get => Gate.Held(gate, field); private set; }

    /// <summary>
    /// Sends every filter, in as few packets as they fit into. On each connection, also where the broker still knows
    /// the session: RabbitMQ 3.10 has lost the subscriptions of sessions that it says are present, when it was killed.
    /// To subscribe again loses nothing (MQTT 5, MQTT-3.8.4-4).
    /// </summary>
    /// <param name="connection">Where they go.</param>
    /// <param name="brokerLimits">What the broker allows.</param>
    /// <param name="isSessionPresent">The broker still knows the session.</param>
    /// <exception cref="MqttDemoException">The broker has said that it does not take such a filter
    /// (FailureKind.Denied).</exception>
    public void Send(PacketWriter connection, BrokerLimits brokerLimits, bool isSessionPresent)
    {
        gate.AssertHeld();
        (writer, limits) = (connection, brokerLimits);
        if (haveEnded)
        {
            SendEnd(isSessionPresent);
            return;
        }

        rules.CheckRequest(limits);
        Forget();
        packets.AreInSession &= isSessionPresent;
        foreach (var filter in request.Unwanted)
        {
            waiting.AddLast(new Request([], filter, Tries: 1));
        }

        foreach (var chunk in packets.Chunks(limits))
        {
            waiting.AddLast(new Request(chunk, Unwanted: null, Tries: 1));
        }

        if (probe is { Denial.IsThere: false })
        {
            waiting.AddLast(new Request(probe.Filters.ToArray(), Unwanted: null, Tries: 1) { IsProbe = true });
        }

        SendWaiting();
    }

    /// <summary>Ends them; there is a connection.</summary>
    public void End()
    {
        gate.AssertHeld();
        if (!haveEnded)
        {
            haveEnded = true;
            waiting.Clear();
            SendEnd(isSessionPresent: true);
        }
    }

    /// <summary>Ends them where there is no connection: they are not renewed.</summary>
    public void EndUnsent()
    {
        gate.AssertHeld();
        haveEnded = true;
    }

    /// <exception cref="MqttDemoException">The broker has denied a filter or granted less
    /// (FailureKind.Denied).</exception>
    public void OnSubAck(MqttSubAckPacket packet)
    {
        gate.AssertHeld();
        if (Answered(packet.PacketIdentifier, isUnsubscribe: false) is not { } sent)
        {
            return;
        }

        if (packet.ReasonCodes.Count != sent.Filters.Count)
        {
            identifiers.Release(packet.PacketIdentifier);
            throw new MqttProtocolViolationException(
                $"a SUBACK with {packet.ReasonCodes.Count} codes for {sent.Filters.Count} filters");
        }

        if (packet.ReasonCodes.Contains(MqttSubscribeReasonCode.PacketIdentifierInUse) && sent.Tries < MostTries)
        {
            SendAgain(sent, packet.PacketIdentifier);
            return;
        }

        identifiers.Release(packet.PacketIdentifier);
        if (sent.IsProbe)
        {
            probe!.OnSubAck(packet);
            GoOn();
            return;
        }

        rules.CheckGrants(sent.Filters, packet);
        GoOn();
    }

    /// <exception cref="MqttDemoException">The broker keeps the subscription (FailureKind.Denied).</exception>
    public void OnUnsubAck(MqttUnsubAckPacket packet)
    {
        gate.AssertHeld();
        if (Answered(packet.PacketIdentifier, isUnsubscribe: true) is not { } sent)
        {
            return;
        }

        if (packet.ReasonCodes is [MqttUnsubscribeReasonCode.PacketIdentifierInUse, ..] && sent.Tries < MostTries)
        {
            SendAgain(sent, packet.PacketIdentifier);
            return;
        }

        identifiers.Release(packet.PacketIdentifier);
        rules.CheckEnd(sent.Unwanted, packet);
        GoOn();
    }

    /// <summary>What brings the probe back is taken out of the session.</summary>
    public void UnsubscribeProbe(PacketWriter connection)
    {
        gate.AssertHeld();
        foreach (var subscription in probe?.Filters ?? [])
        {
            if (identifiers.HasRoom)
            {
                connection.Add(probePackets.Unsubscribe(identifiers.Take(), subscription.Filter));
            }
        }
    }

    /// <summary>The connection has ended: its SUBACKs will not come.</summary>
    public void Forget()
    {
        gate.AssertHeld();
        foreach (var identifier in due.Keys)
        {
            identifiers.Release(identifier);
        }

        due.Clear();
        waiting.Clear();
    }

    /// <summary>The session has ended: those who still wait for the grant learn why it will not come.</summary>
    public void Fail(Exception? failure)
    {
        gate.AssertHeld();
        granted.TrySetException(failure ?? new OperationCanceledException());
    }

    void SendEnd(bool isSessionPresent)
    {
        foreach (var subscription in isSessionPresent ? request.Filters : [])
        {
            waiting.AddLast(new Request([], subscription.Filter, Tries: 1));
        }

        SendWaiting();
    }

    Request? Answered(ushort identifier, bool isUnsubscribe)
    {
        if (!due.TryGetValue(identifier, out var request) || request.Unwanted is not null != isUnsubscribe)
        {
            return null;
        }

        due.Remove(identifier);
        Answers++;
        return request;
    }

    /// <summary>Sends as many as there are packet identifiers for: messages may use nearly all of them.</summary>
    void SendWaiting()
    {
        while (waiting.First is { Value: var request } && identifiers.HasRoom)
        {
            waiting.RemoveFirst();
            Send(request, identifiers.Take());
        }
    }

    void SendAgain(Request request, ushort identifier)
    {
        Send(request with { Tries = request.Tries + 1 }, identifiers.Exchange(identifier));
        SendWaiting();
    }

    void Send(Request request, ushort identifier)
    {
        if (request.Unwanted is { } unwanted)
        {
            Add(packets.Unsubscribe(identifier, unwanted), unwanted);
        }
        else if (!TrySend(request, identifier))
        {
            return;
        }

        due.Add(identifier, request);
    }

    /// <summary>
    /// Sends some filters in one packet, or leaves them to two if it would be longer than the broker's Maximum Packet
    /// Size.
    /// </summary>
    bool TrySend(Request request, ushort identifier)
    {
        var filters = request.Filters;
        var packet = (request.IsProbe ? probePackets : packets).Subscribe(identifier, filters);
        if (filters.Count == 1)
        {
            Add(packet, filters[0].Filter);
            return true;
        }

        if (writer!.Add(packet, limits.MaximumPacketSize) <= limits.MaximumPacketSize)
        {
            return true;
        }

        identifiers.Release(identifier);
        waiting.AddFirst(request with { Filters = filters[(filters.Count / 2)..] });
        waiting.AddFirst(request with { Filters = filters[..(filters.Count / 2)] });
        return false;
    }

    void Add(MqttPacket packet, string filter) =>
        SubscriptionRules.CheckLength(writer!.Add(packet, limits.MaximumPacketSize), limits, filter);

    void GoOn()
    {
        SendWaiting();
        if (!AreDue)
        {
            packets.AreInSession = !haveEnded;
            granted.TrySetResult();
        }
    }

    /// <summary>What goes into one packet.</summary>
    /// <param name="Filters">To subscribe to.</param>
    /// <param name="Unwanted">Or the one whose subscription is to end.</param>
    /// <param name="Tries">How often it has been sent.</param>
    readonly record struct Request(ArraySegment<TopicSubscription> Filters, string? Unwanted, int Tries)
    {
        /// <summary>They are not the user's.</summary>
        public bool IsProbe { get; init; }
    }
}
