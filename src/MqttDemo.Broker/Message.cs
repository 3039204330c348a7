using MQTTnet.Packets;

namespace MqttDemo.Broker;

/// <summary>A message on its way through the broker. Its packet does not change any more, so that all who receive it share one payload.</summary>
/// <param name="packet">As it came, with its topic resolved.</param>
/// <param name="publisher">Whose it is, for No Local; null for a will of a session that has ended.</param>
/// <param name="now">When it came, in ticks of the clock.</param>
/// <param name="ticksPerSecond">Of the clock.</param>
sealed class Message(MqttPublishPacket packet, Session? publisher, long now, long ticksPerSecond)
{
    /// <summary>What a message takes beside its bytes: the objects it is made of and its places in the queues.</summary>
    public const int Overhead = 256;

    /// <summary>When it expires (MQTT 5, section 3.3.2.3.3); MQTTnet decodes an absent interval as 0.</summary>
    readonly long expiresAt = packet.MessageExpiryInterval == 0 ? long.MaxValue : now + (packet.MessageExpiryInterval * ticksPerSecond);

    public MqttPublishPacket Packet => packet;

    public Session? Publisher => publisher;

    /// <summary>The memory it takes, in bytes.</summary>
    public long Cost { get; } = CostOf(packet);

    /// <summary>How many queues it stands in; kept by <see cref="Account"/>.</summary>
    public int References { get; set; }

    public bool HasExpired(long at) => at >= expiresAt;

    /// <summary>The seconds that are left of its life, which is what a receiver is told; 0 is for ever.</summary>
    public uint SecondsLeft(long at) =>
        expiresAt == long.MaxValue ? 0 : (uint)Math.Max(1, (expiresAt - at + ticksPerSecond - 1) / ticksPerSecond);

    public static long CostOf(MqttPublishPacket packet)
    {
        var cost = Overhead + packet.Payload.Length + (2L * packet.Topic.Length);
        cost += (packet.CorrelationData?.Length ?? 0) + (2L * ((packet.ContentType?.Length ?? 0) + (packet.ResponseTopic?.Length ?? 0)));
        return packet.UserProperties is { } properties
            ? cost + properties.Sum(property => 64 + (2L * property.Name.Length) + property.ValueBuffer.Length)
            : cost;
    }
}
