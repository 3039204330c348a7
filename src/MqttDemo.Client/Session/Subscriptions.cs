using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>The filters of a session and the SUBACKs that are due for them. Called with the session's gate held.</summary>
sealed class Subscriptions(IReadOnlyList<TopicSubscription> filters, bool allowsDowngrade, PacketIdentifiers identifiers)
{
    /// <summary>So many filters that a SUBSCRIBE stays well below the packet size any broker takes.</summary>
    const int FiltersInPacket = 200;

    readonly Dictionary<ushort, TopicSubscription[]> due = [];
    readonly TaskCompletionSource granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the broker has granted every filter for the first time.</summary>
    public Task Granted => granted.Task;

    /// <summary>The broker's present session has every filter.</summary>
    public bool AreInSession { get; private set; }

    /// <summary>Sends every filter, in as few packets as they fit into.</summary>
    /// <exception cref="MqttDemoException">The broker has said that it does not take such a filter (exit code 5).</exception>
    public void Send(PacketWriter writer, BrokerLimits limits)
    {
        foreach (var subscription in filters)
        {
            if (limits.Objection(subscription.Filter) is { } objection)
            {
                throw new MqttDemoException(ExitCode.Denied, $"cannot subscribe to {subscription.Filter}: {objection}");
            }
        }

        Forget();
        AreInSession = false;
        foreach (var chunk in filters.Chunk(FiltersInPacket))
        {
            var identifier = identifiers.Take();
            due.Add(identifier, chunk);
            writer.Add(Packet(identifier, chunk));
        }
    }

    /// <exception cref="MqttDemoException">The broker has denied a filter or granted less (exit code 5).</exception>
    public void OnSubAck(MqttSubAckPacket packet)
    {
        if (!due.Remove(packet.PacketIdentifier, out var chunk))
        {
            return;
        }

        identifiers.Release(packet.PacketIdentifier);
        if (packet.ReasonCodes.Count != chunk.Length)
        {
            throw new MqttProtocolViolationException($"a SUBACK with {packet.ReasonCodes.Count} codes for {chunk.Length} filters");
        }

        foreach (var (subscription, code) in chunk.Zip(packet.ReasonCodes))
        {
            Check(subscription, code, packet.ReasonString);
        }

        if (due.Count == 0)
        {
            AreInSession = true;
            granted.TrySetResult();
        }
    }

    /// <summary>The connection has ended: its SUBACKs will not come.</summary>
    public void Forget()
    {
        foreach (var identifier in due.Keys)
        {
            identifiers.Release(identifier);
        }

        due.Clear();
    }

    /// <summary>The session has ended: who still waits for the grant is told why it will not come.</summary>
    public void Fail(Exception? failure) => granted.TrySetException(failure ?? new OperationCanceledException());

    void Check(TopicSubscription subscription, MqttSubscribeReasonCode code, string? reasonString)
    {
        if ((int)code >= 0x80)
        {
            throw new MqttDemoException(
                ExitCode.Denied, $"the broker denied the subscription to {subscription.Filter}: {ReasonCodes.Describe(code, reasonString)}");
        }

        if ((int)code < (int)subscription.QualityOfService && !allowsDowngrade)
        {
            throw new MqttDemoException(
                ExitCode.Denied,
                $"the broker granted {subscription.Filter} at QoS {(int)code}, not at QoS {(int)subscription.QualityOfService}",
                "--allow-downgrade takes what it grants");
        }
    }

    static MqttSubscribePacket Packet(ushort identifier, IEnumerable<TopicSubscription> chunk) => new()
    {
        PacketIdentifier = identifier,
        TopicFilters =
        [
            .. chunk.Select(subscription => new MqttTopicFilter
            {
                Topic = subscription.Filter,
                QualityOfServiceLevel = (MqttQualityOfServiceLevel)subscription.QualityOfService,
            }),
        ],
    };
}
