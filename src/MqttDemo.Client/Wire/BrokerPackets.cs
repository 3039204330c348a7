using System.Buffers.Binary;
using MQTTnet.Adapter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Wire;

/// <summary>Looks at the bytes of a broker's packets for what the codec takes and the specification forbids.</summary>
/// <param name="hasProperties">They are of MQTT 5.</param>
sealed class BrokerPackets(bool hasProperties) : IPacketExamination
{
    public PacketSender Sender => PacketSender.Broker;

    public void BeforeDecoding(in ReceivedMqttPacket received)
    {
        var body = received.Body.AsSpan();
        var type = (MqttControlPacketType)(received.FixedHeader >> 4);
        switch (type)
        {
            case MqttControlPacketType.Publish:
                CheckPublish(body, hasIdentifier: (received.FixedHeader & 0x06) != 0);
                break;
            case MqttControlPacketType.PubAck or MqttControlPacketType.PubRec or MqttControlPacketType.PubRel or MqttControlPacketType.PubComp:
                CheckIdentifier(type, body);
                CheckProperties(type, body, offset: 3);
                break;
            case MqttControlPacketType.SubAck or MqttControlPacketType.UnsubAck:
                CheckIdentifier(type, body);
                CheckProperties(type, body, offset: 2);
                break;
            case MqttControlPacketType.ConnAck:
                CheckConnAck(body);
                CheckProperties(type, body, offset: 2);
                break;
            case MqttControlPacketType.Disconnect or MqttControlPacketType.Auth:
                CheckProperties(type, body, offset: 1);
                break;
            case MqttControlPacketType.PingResp when body.Length > 0:
                throw Malformed("a PINGRESP with a body");
        }
    }

    public void AfterDecoding(in ReceivedMqttPacket received, MqttPacket packet)
    {
        var isKnown = packet switch
        {
            MqttSubAckPacket subAck => subAck.ReasonCodes.TrueForAll(Enum.IsDefined),
            MqttUnsubAckPacket { ReasonCodes: { } codes } => codes.TrueForAll(Enum.IsDefined),
            MqttPubAckPacket { ReasonCode: not MqttPubAckReasonCode.Success } pubAck => Enum.IsDefined(pubAck.ReasonCode),
            MqttPubRecPacket { ReasonCode: not MqttPubRecReasonCode.Success } pubRec => Enum.IsDefined(pubRec.ReasonCode),
            MqttPubRelPacket { ReasonCode: not MqttPubRelReasonCode.Success } pubRel => Enum.IsDefined(pubRel.ReasonCode),
            MqttPubCompPacket { ReasonCode: not MqttPubCompReasonCode.Success } pubComp => Enum.IsDefined(pubComp.ReasonCode),
            _ => true,
        };
        if (!isKnown)
        {
            throw Malformed($"{Words((MqttControlPacketType)(received.FixedHeader >> 4))} with a code that it cannot have");
        }
    }

    /// <summary>What cannot be read is left to the codec, which tells it.</summary>
    void CheckPublish(ReadOnlySpan<byte> body, bool hasIdentifier)
    {
        if (body.Length < 2 || body.Length - 2 < BinaryPrimitives.ReadUInt16BigEndian(body))
        {
            return;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(body);
        if (length > 0 && WireText.TopicDefect(body.Slice(2, length)) is { } defect)
        {
            throw Malformed($"a PUBLISH whose topic {defect}");
        }

        CheckProperties(MqttControlPacketType.Publish, body, 2 + length + (hasIdentifier ? 2 : 0));
    }

    void CheckProperties(MqttControlPacketType type, ReadOnlySpan<byte> body, int offset)
    {
        // Most packets have no properties: a length of 0, or none at all.
        if (hasProperties && body.Length > offset && body[offset] != 0)
        {
            new PropertyCheck(type).Check(body[offset..]);
        }
    }

    static void CheckConnAck(ReadOnlySpan<byte> body)
    {
        if (body.Length > 0 && (body[0] & 0xFE) != 0)
        {
            throw Malformed($"a CONNACK with the reserved flags 0x{body[0]:X2}");
        }
    }

    static void CheckIdentifier(MqttControlPacketType type, ReadOnlySpan<byte> body)
    {
        if (body is [0, 0, ..])
        {
            throw new ProtocolViolation(MqttDisconnectReasonCode.ProtocolError, $"{Words(type)} with the packet identifier 0");
        }
    }

    static string Words(MqttControlPacketType type) => $"{(type is MqttControlPacketType.UnsubAck ? "an" : "a")} {type.ToString().ToUpperInvariant()}";

    static ProtocolViolation Malformed(string message) => new(MqttDisconnectReasonCode.MalformedPacket, message);
}
