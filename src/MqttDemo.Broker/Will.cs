using MQTTnet.Packets;

namespace MqttDemo.Broker;

/// <summary>The message that is published when a client vanishes (MQTT 5, section 3.1.2.5).</summary>
/// <param name="Packet">The message.</param>
/// <param name="DelaySeconds">How much later (section 3.1.3.2.2).</param>
sealed record Will(MqttPublishPacket Packet, uint DelaySeconds)
{
    /// <summary>When it is due, in ticks of the clock, once its client has vanished.</summary>
    public long DueAt { get; init; } = long.MaxValue;

    /// <summary>The memory it takes, in bytes.</summary>
    public long Cost => Message.CostOf(Packet);

    public static Will? Of(MqttConnectPacket connect) =>
        connect.WillFlag ? new(PacketOf(connect), connect.WillDelayInterval) : null;

    static MqttPublishPacket PacketOf(MqttConnectPacket connect) => new()
    {
        Topic = connect.WillTopic,
        PayloadSegment = new ArraySegment<byte>(connect.WillMessage ?? []),
        QualityOfServiceLevel = connect.WillQoS,
        Retain = connect.WillRetain,
        ContentType = connect.WillContentType,
        CorrelationData = connect.WillCorrelationData,
        MessageExpiryInterval = connect.WillMessageExpiryInterval,
        PayloadFormatIndicator = connect.WillPayloadFormatIndicator,
        ResponseTopic = connect.WillResponseTopic,
        UserProperties = connect.WillUserProperties,
    };
}
