using System.Diagnostics.CodeAnalysis;
using MqttDemo.Client.Topics;
using MqttDemo.Config;
using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>Counts what becomes of the messages, and keeps the refusals until they are reported.</summary>
sealed class PublishTally(Credentials? credentials)
{
    readonly Queue<PublishRefusal> refusals = new();
    long sent;
    long acknowledged;
    long refused;
    long mayBeDuplicated;
    long mayBeLost;
    long downgraded;

    public PublishCounts With(int unfinished) =>
        new(sent, acknowledged, refused, unfinished, mayBeDuplicated, mayBeLost, downgraded);

    public void OnSent() => sent++;

    public void OnWithdrawn(int count) => sent -= count;

    public void OnAcknowledged() => acknowledged++;

    public void OnDowngraded() => downgraded++;

    public void OnMayBeDuplicated() => mayBeDuplicated++;

    public void OnMayBeLost(long count) => mayBeLost += count;

    /// <summary>A message that is not sent at all.</summary>
    public void Refuse(PublishRefusal refusal)
    {
        refused++;
        refusals.Enqueue(refusal);
    }

    /// <summary>The same for one that has been counted as sent.</summary>
    public void TakeBack(PublishRefusal refusal)
    {
        sent--;
        Refuse(refusal);
    }

    /// <summary>The next one to report.</summary>
    public bool TryTakeRefusal([NotNullWhen(true)] out PublishRefusal? refusal) => refusals.TryDequeue(out refusal);

    /// <summary>The broker has refused a message.</summary>
    public PublishRefusal ByBroker(OutboxEntry entry, Enum code, string? reasonString)
    {
        var reason =
            $"{ReasonCodes.Describe(code, reasonString)}, topic "
            + $"{TopicName.Short(entry.Packet.Topic)}{ReasonCodes.Who(code, credentials)}";
        return new PublishRefusal(entry.Position, reason, Hint: ReasonCodes.DeniedHint(code, credentials));
    }

    /// <summary>It cannot be sent on this connection.</summary>
    public static PublishRefusal ByLimits(
        long position, string reason, BrokerLimits limits, MqttPublishPacket? packet = null) => new(
            position, reason, packet is not null && (QualityOfService)packet.QualityOfServiceLevel > limits.MaximumQoS
                ? limits.MaximumQoS
                : null);
}
