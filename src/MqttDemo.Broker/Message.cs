using MqttDemo.Client.Session;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>
/// A message on its way through the broker. It does not change any more, so that all who receive it share it. Very many
/// may wait, so it keeps no more of its packet than it has to: a packet has room for properties that few messages have.
/// </summary>
/// <param name="packet">As it came, with its topic resolved.</param>
/// <param name="publisher">Who has sent it, by the client identifier, for No Local (MQTT 5, section 3.8.3.1).</param>
/// <param name="now">When it came, in ticks of the clock.</param>
/// <param name="ticksPerSecond">Of the clock.</param>
sealed class Message(MqttPublishPacket packet, string publisher, long now, long ticksPerSecond)
{
    /// <summary>
    /// What a message takes beside its bytes: the objects it is made of and its places in the queues.
    /// </summary>
    public const int Overhead = 192;

    /// <summary>
    /// What it takes beside that when it has properties, and beside their bytes: the packet that is kept.
    /// </summary>
    const int PropertiesOverhead = 160;

    /// <summary>When it expires (MQTT 5, section 3.3.2.3.3); MQTTnet decodes an absent interval as 0.</summary>
    readonly long expiresAt =
        packet.MessageExpiryInterval == 0 ? long.MaxValue : now + (packet.MessageExpiryInterval * ticksPerSecond);

    public string Topic { get; } = packet.Topic;

    public ReadOnlyMemory<byte> Payload { get; } = packet.Payload.First;

    public MqttQualityOfServiceLevel QualityOfService { get; } = packet.QualityOfServiceLevel;

    public bool Retain { get; } = packet.Retain;

    /// <summary>The packet of a message that has properties, for them.</summary>
    public MqttPublishPacket? Properties { get; } = PacketProperties.AreIn(packet) ? packet : null;

    public string Publisher { get; } = publisher;

    /// <summary>The memory it takes, in bytes.</summary>
    public long Cost { get; } = CostOf(packet);

    /// <summary>How many queues it stands in; kept by <see cref="Account"/>.</summary>
    public int References { get; set; }

    public bool HasExpired(long at) => at >= expiresAt;

    /// <summary>The seconds that are left of its life, which is what a receiver is told; 0 is forever.</summary>
    /// <param name="time">The clock.</param>
    public uint SecondsLeft(TimeProvider time)
    {
        if (expiresAt == long.MaxValue)
        {
            return 0;
        }

        var second = time.TimestampFrequency;
        return (uint)Math.Max(1, (expiresAt - time.GetTimestamp() + second - 1) / second);
    }

    public static long CostOf(MqttPublishPacket packet)
    {
        var cost = Overhead + packet.Payload.Length + (2L * packet.Topic.Length);
        return PacketProperties.AreIn(packet) ? cost + PropertiesOverhead + PacketProperties.Cost(packet) : cost;
    }
}
