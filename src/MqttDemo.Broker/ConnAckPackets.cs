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
        packet.ReturnCode = Before5(reason);
        return packet;
    }

    /// <summary>
    /// MQTT 3.1.1 has no other refusals (section 3.2.2.3). MQTTnet would say "unacceptable protocol version" for all
    /// that it does not know, and a client would try another version.
    /// </summary>
    static MqttConnectReturnCode Before5(MqttConnectReasonCode reason) => reason switch
    {
        MqttConnectReasonCode.UnsupportedProtocolVersion =>
            MqttConnectReturnCode.ConnectionRefusedUnacceptableProtocolVersion,
        MqttConnectReasonCode.ClientIdentifierNotValid => MqttConnectReturnCode.ConnectionRefusedIdentifierRejected,
        MqttConnectReasonCode.QuotaExceeded => MqttConnectReturnCode.ConnectionRefusedServerUnavailable,
        _ => MqttConnectReturnCode.ConnectionRefusedNotAuthorized,
    };

    /// <summary>
    /// The encoder writes what the defaults of the packet are, so the defaults of the specification have to be said.
    /// </summary>
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
