using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>The filters of a session, those it is to lose, and the SUBACKs and UNSUBACKs that are due for them. Called with the session's gate held.</summary>
sealed class Subscriptions(SubscriptionRequest request, PacketIdentifiers identifiers)
{
    /// <summary>So many filters go into one packet; fewer if the broker takes no packet as long as that.</summary>
    const int FiltersInPacket = 200;

    /// <summary>So often a packet is sent whose identifier the broker says is in use: there are brokers that look for it among their own.</summary>
    const int MostTries = 5;

    readonly Dictionary<ushort, (ArraySegment<TopicSubscription> Filters, int Tries)> due = [];
    readonly Dictionary<ushort, (string Filter, int Tries)> unwantedDue = [];
    readonly TaskCompletionSource granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Of the present connection.
    PacketWriter? writer;
    BrokerLimits limits = BrokerLimits.Before5;

    // The identifiers of filters have been sent on the present connection.
    bool usesIdentifiers;

    // The broker has granted every filter in the session of the present connection.
    bool areInSession;

    /// <summary>Completes when the broker has granted every filter for the first time.</summary>
    public Task Granted => granted.Task;

    /// <summary>The broker owes us an answer.</summary>
    public bool AreDue => due.Count + unwantedDue.Count > 0;

    /// <summary>
    /// Sends every filter, in as few packets as they fit into. On each connection, also where the broker still knows the session: RabbitMQ 3.10 has lost
    /// the subscriptions of sessions that it says are present, when it was killed. To subscribe again loses nothing (MQTT 5, MQTT-3.8.4-4).
    /// </summary>
    /// <param name="connection">Where they go.</param>
    /// <param name="brokerLimits">What the broker allows.</param>
    /// <param name="isSessionPresent">The broker still knows the session.</param>
    /// <exception cref="MqttDemoException">The broker has said that it does not take such a filter (exit code 5).</exception>
    public void Send(PacketWriter connection, BrokerLimits brokerLimits, bool isSessionPresent)
    {
        (writer, limits) = (connection, brokerLimits);
        foreach (var subscription in request.Filters)
        {
            if (limits.Objection(subscription.Filter) is { } objection)
            {
                throw Denied($"cannot subscribe to {subscription.Filter}: {objection}");
            }
        }

        if (request.Identifier is not null && !limits.IdentifiersAvailable)
        {
            throw Denied("the broker has no subscription identifiers");
        }

        Forget();
        areInSession &= isSessionPresent;
        foreach (var filter in request.Unwanted)
        {
            Send(filter, identifiers.Take(), tries: 1);
        }

        foreach (var chunk in Chunks())
        {
            Send(chunk, identifiers.Take(), tries: 1);
        }
    }

    /// <exception cref="MqttDemoException">The broker has denied a filter or granted less (exit code 5).</exception>
    public void OnSubAck(MqttSubAckPacket packet)
    {
        if (!due.Remove(packet.PacketIdentifier, out var sent))
        {
            return;
        }

        if (packet.ReasonCodes.Count != sent.Filters.Count)
        {
            identifiers.Release(packet.PacketIdentifier);
            throw new MqttProtocolViolationException($"a SUBACK with {packet.ReasonCodes.Count} codes for {sent.Filters.Count} filters");
        }

        if (packet.ReasonCodes.Contains(MqttSubscribeReasonCode.PacketIdentifierInUse) && sent.Tries < MostTries)
        {
            Send(sent.Filters, identifiers.Exchange(packet.PacketIdentifier), sent.Tries + 1);
            return;
        }

        identifiers.Release(packet.PacketIdentifier);
        foreach (var (subscription, code) in sent.Filters.Zip(packet.ReasonCodes))
        {
            Check(subscription, code, packet.ReasonString);
        }

        GrantIfComplete();
    }

    /// <exception cref="MqttDemoException">The broker keeps the subscription (exit code 5).</exception>
    public void OnUnsubAck(MqttUnsubAckPacket packet)
    {
        if (!unwantedDue.Remove(packet.PacketIdentifier, out var sent))
        {
            return;
        }

        if (packet.ReasonCodes is [MqttUnsubscribeReasonCode.PacketIdentifierInUse, ..] && sent.Tries < MostTries)
        {
            Send(sent.Filter, identifiers.Exchange(packet.PacketIdentifier), sent.Tries + 1);
            return;
        }

        identifiers.Release(packet.PacketIdentifier);
        // Before MQTT 5 an UNSUBACK has no codes.
        if (packet.ReasonCodes is [var code, ..] && (int)code >= 0x80)
        {
            throw Denied($"the broker denied the end of the subscription to {sent.Filter}: {ReasonCodes.Describe(code, packet.ReasonString)}");
        }

        GrantIfComplete();
    }

    /// <summary>The connection has ended: its SUBACKs will not come.</summary>
    public void Forget()
    {
        foreach (var identifier in due.Keys.Concat(unwantedDue.Keys))
        {
            identifiers.Release(identifier);
        }

        due.Clear();
        unwantedDue.Clear();
    }

    /// <summary>The session has ended: who still waits for the grant is told why it will not come.</summary>
    public void Fail(Exception? failure) => granted.TrySetException(failure ?? new OperationCanceledException());

    /// <summary>The filters of each packet, which carries one identifier at most (MQTT 5, section 3.8.2.1.2).</summary>
    IEnumerable<TopicSubscription[]> Chunks()
    {
        usesIdentifiers = limits is { HasProperties: true, IdentifiersAvailable: true };
        var alone = request.Filters.Where(filter => usesIdentifiers && filter.Identifier is not null).ToArray();
        return alone.Chunk(1).Concat(request.Filters.Except(alone).Chunk(FiltersInPacket));
    }

    /// <summary>Sends some filters in one packet, or in two halves if that is longer than the broker's Maximum Packet Size.</summary>
    void Send(ArraySegment<TopicSubscription> chunk, ushort identifier, int tries)
    {
        if (chunk.Count == 1)
        {
            Add(SubscribePacket(identifier, chunk), chunk[0].Filter);
        }
        else if (writer!.Add(SubscribePacket(identifier, chunk), limits.MaximumPacketSize) > limits.MaximumPacketSize)
        {
            identifiers.Release(identifier);
            Send(chunk[..(chunk.Count / 2)], identifiers.Take(), tries);
            Send(chunk[(chunk.Count / 2)..], identifiers.Take(), tries);
            return;
        }

        due.Add(identifier, (chunk, tries));
    }

    void Send(string unwanted, ushort identifier, int tries)
    {
        unwantedDue.Add(identifier, (unwanted, tries));
        Add(UnsubscribePacket(identifier, unwanted), unwanted);
    }

    void Add(MqttPacket packet, string filter)
    {
        if (writer!.Add(packet, limits.MaximumPacketSize) > limits.MaximumPacketSize)
        {
            throw Denied($"the filter {filter} does not fit into the broker's Maximum Packet Size of {limits.MaximumPacketSize} bytes");
        }
    }

    void GrantIfComplete()
    {
        if (!AreDue)
        {
            areInSession = true;
            granted.TrySetResult();
        }
    }

    void Check(TopicSubscription subscription, MqttSubscribeReasonCode code, string? reasonString)
    {
        if ((int)code >= 0x80)
        {
            throw Denied($"the broker denied the subscription to {subscription.Filter}: {ReasonCodes.Describe(code, reasonString)}");
        }

        if ((int)code < (int)subscription.QualityOfService && !request.AllowsDowngrade)
        {
            throw Denied(
                $"the broker granted {subscription.Filter} at QoS {(int)code}, not at QoS {(int)subscription.QualityOfService}", "--allow-downgrade takes what it grants");
        }
    }

    /// <summary>Retained messages that have come with a subscription come again only if the broker has lost it. Before MQTT 5 nothing can be said of that.</summary>
    RetainHandling RetainHandlingOf(TopicSubscription subscription) =>
        areInSession && subscription.RetainHandling == RetainHandling.Always ? RetainHandling.New : subscription.RetainHandling;

    static MqttDemoException Denied(string message, string? hint = null) => new(ExitCode.Denied, message, hint);

    MqttUnsubscribePacket UnsubscribePacket(ushort identifier, string filter) => new()
    {
        PacketIdentifier = identifier,
        TopicFilters = [filter],
        UserProperties = PacketProperties.Of(request.UnsubscribeProperties),
    };

    MqttSubscribePacket SubscribePacket(ushort identifier, ArraySegment<TopicSubscription> chunk) => new()
    {
        PacketIdentifier = identifier,
        SubscriptionIdentifier = request.Identifier ?? (usesIdentifiers ? chunk[0].Identifier : null) ?? 0,
        UserProperties = PacketProperties.Of(request.SubscribeProperties),
        TopicFilters =
        [
            .. chunk.Select(subscription => new MqttTopicFilter
            {
                Topic = subscription.Filter,
                QualityOfServiceLevel = (MqttQualityOfServiceLevel)subscription.QualityOfService,
                NoLocal = subscription.NoLocal,
                RetainAsPublished = subscription.RetainAsPublished,
                RetainHandling = (MqttRetainHandling)RetainHandlingOf(subscription),
            }),
        ],
    };
}
