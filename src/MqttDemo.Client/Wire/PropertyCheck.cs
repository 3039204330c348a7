using System.Buffers.Binary;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Wire;

/// <summary>
/// Goes once through the properties of a broker's packet (MQTT 5, section 2.2.2). MQTTnet takes the last of two, and any value.
/// </summary>
ref struct PropertyCheck(MqttControlPacketType type)
{
    const ulong UserProperty = 1UL << (int)MqttPropertyId.UserProperty;

    readonly ulong allowed = Allowed(type);
    ReadOnlySpan<byte> rest;
    ulong seen;

    /// <param name="block">The Property Length, the properties, and what follows them.</param>
    public void Check(ReadOnlySpan<byte> block)
    {
        rest = block;
        var length = VariableByteInteger();
        rest = Take(checked((int)length));
        while (rest.Length > 0)
        {
            var id = Take(1)[0];
            CheckPlace(id);
            CheckValue((MqttPropertyId)id);
        }
    }

    void CheckPlace(byte id)
    {
        var bit = id < 64 ? 1UL << id : 0;
        if ((allowed & bit) == 0)
        {
            throw Malformed($"the property 0x{id:X2}, which it cannot have");
        }

        // Of several subscriptions that bring one message each has its identifier (section 3.3.2.3.8).
        if ((seen & bit & ~(UserProperty | (1UL << (int)MqttPropertyId.SubscriptionIdentifier))) != 0)
        {
            throw ProtocolError($"the property 0x{id:X2} twice");
        }

        seen |= bit;
    }

    void CheckValue(MqttPropertyId id)
    {
        switch (id)
        {
            case MqttPropertyId.PayloadFormatIndicator or MqttPropertyId.MaximumQoS or MqttPropertyId.RetainAvailable
                or MqttPropertyId.WildcardSubscriptionAvailable or MqttPropertyId.SubscriptionIdentifiersAvailable
                or MqttPropertyId.SharedSubscriptionAvailable:
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
                    throw new ProtocolViolation(MqttDisconnectReasonCode.TopicAliasInvalid, $"{Words} with the topic alias 0");
                }

                break;
            case MqttPropertyId.SessionExpiryInterval or MqttPropertyId.MessageExpiryInterval:
                Take(4);
                break;
            case MqttPropertyId.MaximumPacketSize:
                Refuse(id, BinaryPrimitives.ReadUInt32BigEndian(Take(4)) == 0);
                break;
            case MqttPropertyId.SubscriptionIdentifier:
                Refuse(id, VariableByteInteger() == 0);
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

    static ulong Allowed(MqttControlPacketType type) => UserProperty | type switch
    {
        MqttControlPacketType.Publish => Bits(
            MqttPropertyId.PayloadFormatIndicator, MqttPropertyId.MessageExpiryInterval, MqttPropertyId.TopicAlias, MqttPropertyId.ResponseTopic,
            MqttPropertyId.CorrelationData, MqttPropertyId.SubscriptionIdentifier, MqttPropertyId.ContentType),
        MqttControlPacketType.ConnAck => Bits(
            MqttPropertyId.SessionExpiryInterval, MqttPropertyId.ReceiveMaximum, MqttPropertyId.MaximumQoS, MqttPropertyId.RetainAvailable,
            MqttPropertyId.MaximumPacketSize, MqttPropertyId.AssignedClientIdentifier, MqttPropertyId.TopicAliasMaximum, MqttPropertyId.ReasonString,
            MqttPropertyId.WildcardSubscriptionAvailable, MqttPropertyId.SubscriptionIdentifiersAvailable, MqttPropertyId.SharedSubscriptionAvailable,
            MqttPropertyId.ServerKeepAlive, MqttPropertyId.ResponseInformation, MqttPropertyId.ServerReference, MqttPropertyId.AuthenticationMethod,
            MqttPropertyId.AuthenticationData),
        // A broker must not say a session expiry there (section 3.14.2.2.2).
        MqttControlPacketType.Disconnect => Bits(MqttPropertyId.ReasonString, MqttPropertyId.ServerReference),
        MqttControlPacketType.Auth => Bits(MqttPropertyId.AuthenticationMethod, MqttPropertyId.AuthenticationData, MqttPropertyId.ReasonString),
        _ => Bits(MqttPropertyId.ReasonString),
    };

    static ulong Bits(params ReadOnlySpan<MqttPropertyId> ids)
    {
        var bits = 0UL;
        foreach (var id in ids)
        {
            bits |= 1UL << (int)id;
        }

        return bits;
    }

    readonly string Words => $"{(type is MqttControlPacketType.UnsubAck or MqttControlPacketType.Auth ? "an" : "a")} {type.ToString().ToUpperInvariant()}";

    readonly ProtocolViolation Malformed(string what) => new(MqttDisconnectReasonCode.MalformedPacket, $"{Words} with {what}");

    readonly ProtocolViolation ProtocolError(string what) => new(MqttDisconnectReasonCode.ProtocolError, $"{Words} with {what}");
}
