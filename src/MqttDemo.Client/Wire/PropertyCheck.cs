using System.Buffers.Binary;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Wire;

/// <summary>
/// Goes once through the properties of a packet (MQTT 5, section 2.2.2). MQTTnet takes the last of two, and any value.
/// </summary>
/// <param name="type">What has them.</param>
/// <param name="sender">Who sends it.</param>
/// <param name="isWill">They are those of the will in a CONNECT.</param>
ref struct PropertyCheck(MqttControlPacketType type, PacketSender sender, bool isWill = false)
{
    /// <summary>
    /// An empty user property has 5 bytes, and some 200 bytes of objects when it is decoded: in one packet they could
    /// fill the memory.
    /// </summary>
    const int MostProperties = 100_000;

    readonly ulong allowed = isWill ? KnownProperties.OfWill : KnownProperties.Of(type, sender);
    readonly ulong repeatable = KnownProperties.Repeatable(type, sender);
    ReadOnlySpan<byte> rest;
    ulong seen;

    /// <summary>Whether it is among them, even with the value that it has when it is absent.</summary>
    public readonly bool Has(MqttPropertyId id) => (seen & (1UL << (int)id)) != 0;

    /// <summary>Returns how long they are, with the length that stands before them.</summary>
    /// <param name="block">The Property Length, the properties, and what follows them.</param>
    public int Check(ReadOnlySpan<byte> block)
    {
        rest = block;
        var length = checked((int)VariableByteInteger());
        var end = block.Length - rest.Length + length;
        rest = Take(length);
        for (var count = 1; rest.Length > 0; count++)
        {
            if (count > MostProperties)
            {
                throw new ProtocolViolation(
                    MqttDisconnectReasonCode.PacketTooLarge, $"{Words} with more than {MostProperties} properties");
            }

            var id = Take(1)[0];
            CheckPlace(id);
            CheckValue((MqttPropertyId)id);
        }

        return end;
    }

    void CheckPlace(byte id)
    {
        var bit = id < 64 ? 1UL << id : 0;
        if ((allowed & bit) == 0)
        {
            throw Malformed($"the property 0x{id:X2}, which it cannot have");
        }

        if ((seen & bit & ~repeatable) != 0)
        {
            throw ProtocolError($"the property 0x{id:X2} twice");
        }

        seen |= bit;
    }

    void CheckValue(MqttPropertyId id)
    {
        switch (id)
        {
            case MqttPropertyId.PayloadFormatIndicator
                or MqttPropertyId.RequestProblemInformation
                or MqttPropertyId.RequestResponseInformation
                or MqttPropertyId.MaximumQoS
                or MqttPropertyId.RetainAvailable
                or MqttPropertyId.WildcardSubscriptionAvailable
                or MqttPropertyId.SubscriptionIdentifiersAvailable or MqttPropertyId.SharedSubscriptionAvailable:
                Refuse(id, Take(1)[0] > 1);
                break;
            case MqttPropertyId.TopicAliasMaximum or MqttPropertyId.ServerKeepAlive:
                Take(2);
                break;
            case MqttPropertyId.ReceiveMaximum:
                Refuse(id, BinaryPrimitives.ReadUInt16BigEndian(Take(2)) == 0);
                break;
            case MqttPropertyId.TopicAlias:
                if (BinaryPrimitives.ReadUInt16BigEndian(Take(2)) == 0)
                {
                    throw new ProtocolViolation(
                        MqttDisconnectReasonCode.TopicAliasInvalid, $"{Words} with the topic alias 0");
                }

                break;
            case MqttPropertyId.SessionExpiryInterval
                or MqttPropertyId.MessageExpiryInterval
                or MqttPropertyId.WillDelayInterval:
                Take(4);
                break;
            case MqttPropertyId.MaximumPacketSize:
                Refuse(id, BinaryPrimitives.ReadUInt32BigEndian(Take(4)) == 0);
                break;
            case MqttPropertyId.SubscriptionIdentifier:
                CheckSubscriptionIdentifier(VariableByteInteger());
                break;
            case MqttPropertyId.CorrelationData or MqttPropertyId.AuthenticationData:
                Counted();
                break;
            case MqttPropertyId.ResponseTopic:
                CheckResponseTopic(Counted());
                break;
            case MqttPropertyId.UserProperty:
                CheckText(id, Counted());
                CheckText(id, Counted());
                break;
            default:
                CheckText(id, Counted());
                break;
        }
    }

    /// <summary>Only a broker says it with a message (section 3.3.4).</summary>
    readonly void CheckSubscriptionIdentifier(uint identifier)
    {
        Refuse(MqttPropertyId.SubscriptionIdentifier, identifier == 0);
        if (type == MqttControlPacketType.Publish && sender == PacketSender.Client)
        {
            throw ProtocolError("a subscription identifier, which only a broker sends");
        }
    }

    readonly void CheckResponseTopic(ReadOnlySpan<byte> topic)
    {
        if (topic.IsEmpty || WireText.TopicDefect(topic) is not null)
        {
            throw ProtocolError($"a response topic that {(topic.IsEmpty ? "is empty" : WireText.TopicDefect(topic))}");
        }
    }

    readonly void CheckText(MqttPropertyId id, ReadOnlySpan<byte> text)
    {
        if (WireText.Defect(text) is { } defect)
        {
            throw Malformed($"the property 0x{(int)id:X2}, whose text {defect}");
        }
    }

    readonly void Refuse(MqttPropertyId id, bool isWrong)
    {
        if (isWrong)
        {
            throw ProtocolError($"a value that the property 0x{(int)id:X2} cannot have");
        }
    }

    ReadOnlySpan<byte> Counted() => Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2)));

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
        {
            throw Malformed("properties that are longer than their length");
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    uint VariableByteInteger()
    {
        uint value = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            var digit = Take(1)[0];
            value |= (uint)(digit & 0x7F) << shift;
            if ((digit & 0x80) == 0)
            {
                return value;
            }
        }

        throw Malformed("a Variable Byte Integer of more than four bytes");
    }

    readonly string Words => WireText.Words(type);

    readonly ProtocolViolation Malformed(string what) =>
        new(MqttDisconnectReasonCode.MalformedPacket, $"{Words} with {what}");

    readonly ProtocolViolation ProtocolError(string what) =>
        new(MqttDisconnectReasonCode.ProtocolError, $"{Words} with {what}");
}
