using MqttDemo.Client.Wire;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>What a client's DISCONNECT must be like (MQTT 5, section 3.14).</summary>
static class DisconnectRules
{
    public static void Check(MqttDisconnectPacket packet)
    {
        if (!IsOfClient(packet.ReasonCode))
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.ProtocolError,
                $"a DISCONNECT with the code 0x{(int)packet.ReasonCode:X2}, which is not one of a client");
        }
    }

    /// <summary>Whether it says how long the session lasts, be it 0.</summary>
    public static bool SaysExpiry(ReadOnlySpan<byte> body)
    {
        if (body.Length < 2)
        {
            return false;
        }

        var properties = new PropertyCheck(MqttControlPacketType.Disconnect, PacketSender.Client);
        properties.Check(body[1..]);
        return properties.Has(MqttPropertyId.SessionExpiryInterval);
    }

    /// <summary>Those of the table in section 3.14.2.1.</summary>
    static bool IsOfClient(MqttDisconnectReasonCode code) => code
        is MqttDisconnectReasonCode.NormalDisconnection
        or MqttDisconnectReasonCode.DisconnectWithWillMessage
        or MqttDisconnectReasonCode.UnspecifiedError
        or MqttDisconnectReasonCode.MalformedPacket
        or MqttDisconnectReasonCode.ProtocolError
        or MqttDisconnectReasonCode.ImplementationSpecificError
        or MqttDisconnectReasonCode.TopicNameInvalid
        or MqttDisconnectReasonCode.ReceiveMaximumExceeded
        or MqttDisconnectReasonCode.TopicAliasInvalid
        or MqttDisconnectReasonCode.PacketTooLarge
        or MqttDisconnectReasonCode.MessageRateTooHigh
        or MqttDisconnectReasonCode.QuotaExceeded
        or MqttDisconnectReasonCode.AdministrativeAction
        or MqttDisconnectReasonCode.PayloadFormatInvalid;
}
