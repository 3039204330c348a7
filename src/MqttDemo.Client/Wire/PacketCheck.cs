using System.Buffers.Binary;
using MQTTnet.Adapter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Wire;

/// <summary>
/// Looks at the bytes of packets for what the codec takes and the specification forbids, whichever side sends them.
/// </summary>
/// <param name="sender">Whose packets they are.</param>
/// <param name="hasProperties">They are of MQTT 5.</param>
sealed class PacketCheck(PacketSender sender, bool hasProperties) : IPacketExamination
{
    /// <summary>
    /// A reason code of one byte takes many bytes when it is decoded; no request asks for so many codes.
    /// </summary>
    const int LongestAcknowledgement = 1024 * 1024;

    public PacketSender Sender => sender;

    public void BeforeDecoding(in ReceivedMqttPacket received)
    {
        var body = received.Body.AsSpan();
        var type = (MqttControlPacketType)(received.FixedHeader >> 4);
        switch (type)
        {
            case MqttControlPacketType.Publish:
                CheckPublish(body, received.FixedHeader);
                break;
            case MqttControlPacketType.PubAck
                or MqttControlPacketType.PubRec
                or MqttControlPacketType.PubRel
                or MqttControlPacketType.PubComp:
                CheckIdentifier(type, body);
                CheckEnd(type, body, sizeof(ushort));
                break;
            // A broker goes through all their fields.
            case MqttControlPacketType.Subscribe or MqttControlPacketType.Unsubscribe:
                CheckIdentifier(type, body);
                break;
            case MqttControlPacketType.SubAck or MqttControlPacketType.UnsubAck
                when body.Length > LongestAcknowledgement:
                throw new ProtocolViolation(
                    MqttDisconnectReasonCode.PacketTooLarge, $"{WireText.Words(type)} of {body.Length} bytes");
            case MqttControlPacketType.SubAck or MqttControlPacketType.UnsubAck:
                CheckIdentifier(type, body);
                CheckProperties(type, body, offset: 2);
                break;
            case MqttControlPacketType.ConnAck:
                CheckConnAck(body);
                break;
            // A broker has no DISCONNECT before MQTT 5; some send that of MQTT 5 anyway.
            case MqttControlPacketType.Disconnect when hasProperties || sender == PacketSender.Client:
            case MqttControlPacketType.Auth when hasProperties:
                CheckEnd(type, body, 0);
                break;
            case MqttControlPacketType.PingReq or MqttControlPacketType.PingResp when body.Length > 0:
                throw Malformed($"{WireText.Words(type)} with a body");
        }
    }

    public void AfterDecoding(in ReceivedMqttPacket received, MqttPacket packet)
    {
        var isKnown = packet switch
        {
            MqttSubAckPacket subAck => subAck.ReasonCodes.TrueForAll(Enum.IsDefined),
            MqttUnsubAckPacket { ReasonCodes: { } codes } => codes.TrueForAll(Enum.IsDefined),
            MqttPubAckPacket { ReasonCode: not MqttPubAckReasonCode.Success } pubAck =>
                Enum.IsDefined(pubAck.ReasonCode),
            MqttPubRecPacket { ReasonCode: not MqttPubRecReasonCode.Success } pubRec =>
                Enum.IsDefined(pubRec.ReasonCode),
            MqttPubRelPacket { ReasonCode: not MqttPubRelReasonCode.Success } pubRel =>
                Enum.IsDefined(pubRel.ReasonCode),
            MqttPubCompPacket { ReasonCode: not MqttPubCompReasonCode.Success } pubComp =>
                Enum.IsDefined(pubComp.ReasonCode),
            _ => true,
        };
        if (!isKnown)
        {
            throw Malformed(
                $"{WireText.Words((MqttControlPacketType)(received.FixedHeader >> 4))} with a code that it cannot "
                + "have");
        }
    }

    /// <summary>What cannot be read is left to the codec, which tells it.</summary>
    void CheckPublish(ReadOnlySpan<byte> body, byte fixedHeader)
    {
        if (sender == PacketSender.Broker && (fixedHeader & 0x0E) == 0x08)
        {
            throw new ProtocolViolation(MqttDisconnectReasonCode.ProtocolError, "a PUBLISH of QoS 0 with DUP");
        }

        if (body.Length < 2 || body.Length - 2 < BinaryPrimitives.ReadUInt16BigEndian(body))
        {
            return;
        }

        var topic = body.Slice(2, BinaryPrimitives.ReadUInt16BigEndian(body));
        if (TopicDefect(topic) is { } defect)
        {
            throw Malformed($"a PUBLISH whose topic {defect}");
        }

        var offset = sizeof(ushort) + topic.Length;
        if ((fixedHeader & 0x06) != 0)
        {
            CheckIdentifier(MqttControlPacketType.Publish, body[offset..]);
            offset += sizeof(ushort);
        }

        CheckProperties(MqttControlPacketType.Publish, body, offset);
    }

    /// <summary>
    /// A client's topic with wildcards is no topic that a broker takes, which has a code of its own: its session knows
    /// it.
    /// </summary>
    string? TopicDefect(ReadOnlySpan<byte> topic) =>
        sender == PacketSender.Client ? WireText.Defect(topic) : WireText.TopicDefect(topic);

    /// <summary>
    /// What ends with a reason code and properties, both of which may be left out, and before MQTT 5 without them.
    /// </summary>
    void CheckEnd(MqttControlPacketType type, ReadOnlySpan<byte> body, int start)
    {
        var end = start + (hasProperties && body.Length > start ? 1 : 0);
        if (hasProperties && body.Length > end)
        {
            end += CheckProperties(type, body, end);
        }

        if (body.Length > end)
        {
            throw Malformed($"{WireText.Words(type)} that is too long by {body.Length - end}");
        }
    }

    /// <summary>Returns how long they are, with the length that stands before them.</summary>
    int CheckProperties(MqttControlPacketType type, ReadOnlySpan<byte> body, int offset)
    {
        // Most packets have no properties: a length of 0, or none at all.
        return hasProperties && body.Length > offset && body[offset] != 0
            ? new PropertyCheck(type, sender).Check(body[offset..])
            : 1;
    }

    /// <summary>A refusal by a broker of another version has that version's form: what it says counts.</summary>
    void CheckConnAck(ReadOnlySpan<byte> body)
    {
        if (body.Length > 0 && (body[0] & 0xFE) != 0)
        {
            throw Malformed($"a CONNACK with the reserved flags 0x{body[0]:X2}");
        }

        if (hasProperties || body is [_, 0, ..])
        {
            CheckEnd(MqttControlPacketType.ConnAck, body, hasProperties ? 1 : 2);
        }
    }

    static void CheckIdentifier(MqttControlPacketType type, ReadOnlySpan<byte> body)
    {
        if (body is [0, 0, ..])
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.ProtocolError, $"{WireText.Words(type)} with the packet identifier 0");
        }
    }

    static ProtocolViolation Malformed(string message) => new(MqttDisconnectReasonCode.MalformedPacket, message);
}
