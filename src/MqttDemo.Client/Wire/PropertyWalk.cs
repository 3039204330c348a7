using System.Buffers.Binary;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Wire;

/// <summary>
/// Goes from property to property of a packet (MQTT 5, section 2.2.2), for what the codec does not tell: a property that is there twice, and a 0 that
/// is there beside one that is not.
/// </summary>
ref struct PropertyWalk
{
    ReadOnlySpan<byte> rest;

    /// <param name="body">What follows the properties may be in it too.</param>
    public PropertyWalk(ReadOnlySpan<byte> body)
    {
        rest = body;
        var length = body.IsEmpty ? 0 : TakeInteger();
        Length = body.Length - rest.Length + length;
        rest = Take(length);
    }

    /// <summary>How long all of them are, with the length that stands before them.</summary>
    public int Length { get; }

    public MqttPropertyId Identifier { get; private set; }

    /// <summary>Of numbers all bytes, of texts and data the length too.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>It is a number, and 0.</summary>
    public readonly bool IsZero => Value.IndexOfAnyExcept((byte)0) < 0;

    /// <exception cref="MqttProtocolViolationException">What stands there is no property.</exception>
    public bool MoveNext()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        Identifier = (MqttPropertyId)Take(1)[0];
        var all = rest;
        Skip(Identifier);
        Value = all[..(all.Length - rest.Length)];
        return true;
    }

    void Skip(MqttPropertyId identifier)
    {
        switch (identifier)
        {
            case MqttPropertyId.PayloadFormatIndicator or MqttPropertyId.RequestProblemInformation or MqttPropertyId.RequestResponseInformation
                or MqttPropertyId.MaximumQoS or MqttPropertyId.RetainAvailable or MqttPropertyId.WildcardSubscriptionAvailable
                or MqttPropertyId.SubscriptionIdentifiersAvailable or MqttPropertyId.SharedSubscriptionAvailable:
                Take(1);
                break;
            case MqttPropertyId.ServerKeepAlive or MqttPropertyId.ReceiveMaximum or MqttPropertyId.TopicAliasMaximum or MqttPropertyId.TopicAlias:
                Take(sizeof(ushort));
                break;
            case MqttPropertyId.MessageExpiryInterval or MqttPropertyId.SessionExpiryInterval or MqttPropertyId.WillDelayInterval
                or MqttPropertyId.MaximumPacketSize:
                Take(sizeof(uint));
                break;
            case MqttPropertyId.SubscriptionIdentifier:
                TakeInteger();
                break;
            case MqttPropertyId.UserProperty:
                TakeText();
                TakeText();
                break;
            default:
                TakeText();
                break;
        }
    }

    void TakeText() => Take(BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort))));

    int TakeInteger()
    {
        var value = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            var digit = Take(1)[0];
            value |= (digit & 0x7F) << shift;
            if (digit < 0x80)
            {
                return value;
            }
        }

        throw new MqttProtocolViolationException("a length of more than four bytes");
    }

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
        {
            throw new MqttProtocolViolationException("properties that end in the middle");
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
