using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>The answers to CONNECT.</summary>
static class ConnAckPackets
{
    /// <summary>How many topic aliases a client may use (MQTT 5, section 3.2.2.3.8).</summary>
    public const ushort TopicAliasMaximum = 100;

    public static MqttConnAckPacket Welcome(bool isSessionPresent, string? assignedClientId)
    {
        var packet = Create(MqttConnectReasonCode.Success);
        packet.IsSessionPresent = isSessionPresent;
        packet.AssignedClientIdentifier = assignedClientId;
        packet.TopicAliasMaximum = TopicAliasMaximum;
        packet.MaximumPacketSize = Account.MaximumPacketSize;
        return packet;
    }

    public static MqttConnAckPacket Refusal(MqttConnectReasonCode reason, string message)
    {
        var packet = Create(reason);
        packet.ReasonString = message;
        packet.ReturnCode = MqttConnectReasonCodeConverter.ToConnectReturnCode(reason);
        return packet;
    }

    /// <summary>The encoder writes what the defaults of the packet are, so the defaults of the specification have to be said.</summary>
    static MqttConnAckPacket Create(MqttConnectReasonCode reason) => new()
    {
        ReasonCode = reason,
        MaximumQoS = MqttQualityOfServiceLevel.ExactlyOnce,
        RetainAvailable = true,
        SharedSubscriptionAvailable = true,
        SubscriptionIdentifiersAvailable = true,
        WildcardSubscriptionAvailable = true,
    };
}
