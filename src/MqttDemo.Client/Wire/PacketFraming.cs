using System.Buffers;
using System.Runtime.InteropServices;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Wire;

/// <summary>
/// Finds the whole packets in a run of bytes (MQTT 5, section 2.1). What is inside a packet is for MQTTnet's codec.
/// </summary>
static class PacketFraming
{
    /// <summary>The longest fixed header: one byte and a Remaining Length of four.</summary>
    const int MaximumHeaderLength = 5;

    /// <summary>Takes one whole packet off the front of the input, if it is all there.</summary>
    /// <exception cref="MqttProtocolViolationException">What stands there cannot be an MQTT packet, or is longer than
    /// we have said that we take.</exception>
    public static bool TryTake(
        ref ReadOnlySequence<byte> input, uint maximumPacketSize, out ReceivedMqttPacket packet,
        PacketSender sender = PacketSender.Broker)
    {
        packet = default;
        if (!TryReadHeader(input, sender, out var first, out var headerLength, out var bodyLength))
        {
            return false;
        }

        if (headerLength + (uint)bodyLength > maximumPacketSize)
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.PacketTooLarge,
                $"a packet of {headerLength + (uint)bodyLength} bytes, and our Maximum Packet Size is "
                + $"{maximumPacketSize}");
        }

        if (input.Length - headerLength < bodyLength)
        {
            return false;
        }

        var body = input.Slice(headerLength, bodyLength);
        packet = new ReceivedMqttPacket(first, Contiguous(body), headerLength + bodyLength);
        input = input.Slice(body.End);
        return true;
    }

    /// <summary>
    /// Reads a fixed header, if it is all there: its first byte, its own length, and the length of the body after it.
    /// </summary>
    /// <exception cref="MqttProtocolViolationException">What stands there cannot be an MQTT packet.</exception>
    public static bool TryReadHeader(
        in ReadOnlySequence<byte> input, PacketSender sender, out byte first, out int headerLength, out int bodyLength)
    {
        (first, headerLength, bodyLength) = (0, 0, 0);
        var header = input.FirstSpan;
        if (header.Length < MaximumHeaderLength && !input.IsSingleSegment)
        {
            // The header lies across two blocks: rare enough for an array.
            header = input.Slice(0, Math.Min(MaximumHeaderLength, input.Length)).ToArray();
        }

        if (header.Length < 1)
        {
            return false;
        }

        first = header[0];
        CheckFirstByte(first, sender);
        for (var i = 1; i < header.Length; i++)
        {
            bodyLength |= (header[i] & 0x7F) << (7 * (i - 1));
            if ((header[i] & 0x80) == 0)
            {
                headerLength = i + 1;
                return true;
            }

            if (i == MaximumHeaderLength - 1)
            {
                throw new MqttProtocolViolationException("a Remaining Length of more than four bytes");
            }
        }

        return false;
    }

    /// <summary>
    /// The packet types that each side sends, with their reserved flags (MQTT 5, section 2.1.3). The codec does not
    /// look at these.
    /// </summary>
    static void CheckFirstByte(byte first, PacketSender sender)
    {
        var flags = first & 0x0F;
        var isFromClient = sender == PacketSender.Client;
        var valid = (MqttControlPacketType)(first >> 4) switch
        {
            MqttControlPacketType.Publish => (flags & 0x06) != 0x06,
            MqttControlPacketType.PubRel => flags == 0x02,
            MqttControlPacketType.PubAck or MqttControlPacketType.PubRec or MqttControlPacketType.PubComp
                or MqttControlPacketType.Disconnect or MqttControlPacketType.Auth => flags == 0,
            MqttControlPacketType.ConnAck or MqttControlPacketType.SubAck or MqttControlPacketType.UnsubAck
                or MqttControlPacketType.PingResp => !isFromClient && flags == 0,
            MqttControlPacketType.Connect or MqttControlPacketType.PingReq => isFromClient && flags == 0,
            MqttControlPacketType.Subscribe or MqttControlPacketType.Unsubscribe => isFromClient && flags == 0x02,
            _ => false,
        };
        if (!valid)
        {
            throw new MqttProtocolViolationException($"a packet cannot begin with the byte 0x{first:X2}");
        }
    }

    static ArraySegment<byte> Contiguous(in ReadOnlySequence<byte> body) =>
        body.IsSingleSegment && MemoryMarshal.TryGetArray(body.First, out var segment) ? segment : new(body.ToArray());
}
