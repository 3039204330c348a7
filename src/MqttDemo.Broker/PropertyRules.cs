using System.Buffers.Binary;
using MqttDemo.Client.Wire;
using MQTTnet.Adapter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>What the properties of a client's packets must be like (MQTT 5, section 2.2.2.2).</summary>
static class PropertyRules
{
    /// <summary>The variable header of CONNECT: protocol name, level, flags and keep-alive.</summary>
    const int ConnectHeader = 10;

    public static void Check(in ReceivedMqttPacket received, MqttPacket packet)
    {
        var body = (ReadOnlySpan<byte>)received.Body;
        var start = packet switch
        {
            MqttPublishPacket publish => TextLength(body) + (publish.QualityOfServiceLevel > MqttQualityOfServiceLevel.AtMostOnce ? sizeof(ushort) : 0),
            MqttConnectPacket => ConnectHeader,
            MqttSubscribePacket or MqttUnsubscribePacket => sizeof(ushort),
            _ => body.Length,
        };
        Check(body[start..]);
        if (packet is MqttConnectPacket { WillFlag: true })
        {
            CheckWill(body[start..]);
        }
    }

    static void CheckWill(ReadOnlySpan<byte> body)
    {
        var walk = new PropertyWalk(body);
        var clientId = body[walk.Length..];
        Check(clientId[TextLength(clientId)..]);
    }

    static void Check(ReadOnlySpan<byte> body)
    {
        var walk = new PropertyWalk(body);
        var seen = 0UL;
        while (walk.MoveNext())
        {
            var bit = 1UL << ((byte)walk.Identifier & 0x3F);
            if ((seen & bit) != 0 && walk.Identifier != MqttPropertyId.UserProperty)
            {
                throw new ProtocolViolation(MqttDisconnectReasonCode.ProtocolError, $"the property {walk.Identifier} twice");
            }

            seen |= bit;
            CheckZero(walk);
        }
    }

    static void CheckZero(in PropertyWalk walk)
    {
        if (!walk.IsZero)
        {
            return;
        }

        if (walk.Identifier == MqttPropertyId.TopicAlias)
        {
            throw new ProtocolViolation(MqttDisconnectReasonCode.TopicAliasInvalid, "the topic alias 0");
        }

        if (walk.Identifier is MqttPropertyId.ReceiveMaximum or MqttPropertyId.MaximumPacketSize or MqttPropertyId.SubscriptionIdentifier)
        {
            throw new ProtocolViolation(MqttDisconnectReasonCode.ProtocolError, $"a {walk.Identifier} of 0");
        }
    }

    static int TextLength(ReadOnlySpan<byte> body) => sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(body);
}
