using MqttDemo.Client.Transport;
using MQTTnet.Exceptions;
using MQTTnet.Packets;

namespace MqttDemo.Client.Wire;

/// <summary>
/// Reads packets in blocks: one read from the network, then every whole packet in it before the next. It waits on the
/// thread that asks, as everything below it does.
/// </summary>
/// <param name="transport">From where.</param>
/// <param name="decoder">Makes packets of the bytes.</param>
/// <param name="maximumPacketSize">The longest packet that we have said we take, in bytes (MQTT 5, section
/// 3.1.2.11.4).</param>
/// <param name="arrived">Is called when bytes have come, be they a whole packet or a part of a long one.</param>
sealed class PacketReader(
    TransportConnection transport, PacketDecoder decoder, uint maximumPacketSize = uint.MaxValue,
    Action? arrived = null)
{
    readonly ReceiveBuffer buffer = new();
    volatile bool hasPart;

    // What came together with the packet of the handshake, and has not been looked at.
    bool hasMore;

    /// <summary>A part of a packet has come whose rest is on its way.</summary>
    public bool HasPart => hasPart;

    /// <summary>Waits until there is something to read; false after the time.</summary>
    public bool IsReady(TimeSpan longest) => hasMore || transport.IsReadable(longest);

    /// <summary>
    /// Fills the list with the packets that are there, at least one; false when the broker has closed the connection.
    /// </summary>
    /// <exception cref="MqttProtocolViolationException">The bytes are malformed.</exception>
    public bool ReadBlock(List<MqttPacket> packets)
    {
        packets.Clear();
        while (packets.Count == 0)
        {
            decoder.ThrowIfFailed();
            if (!hasMore && !Fill())
            {
                return false;
            }

            hasMore = false;
            buffer.Keep(decoder.Decode(buffer.Content, maximumPacketSize, packets).Length);
            hasPart = !buffer.IsEmpty;
            if (packets.Count == 0 && !decoder.HasFailed && decoder.BeginLarge(buffer.Content) is { } large)
            {
                return ReadLarge(large, packets);
            }
        }

        return true;
    }

    /// <summary>Takes one packet, for the handshake; null when the broker has closed the connection.</summary>
    /// <exception cref="MqttProtocolViolationException">The bytes are malformed.</exception>
    public MqttPacket? ReadOne()
    {
        while (hasMore || Fill())
        {
            var rest = buffer.Content;
            // What limits the length of packets is agreed on in the handshake.
            var packet = decoder.DecodeOne(ref rest, uint.MaxValue);
            buffer.Keep(rest.Length);
            hasMore = packet is not null && !buffer.IsEmpty;
            if (packet is not null)
            {
                return packet;
            }
        }

        return null;
    }

    /// <summary>Waits for more; false at the end of the connection, which is no sign of life.</summary>
    bool Fill()
    {
        var hasCome = buffer.Fill(transport.Stream) > 0;
        if (hasCome)
        {
            OnArrived();
        }

        return hasCome;
    }

    /// <summary>
    /// Reads the rest of a large packet; false when the broker has closed the connection before its end.
    /// </summary>
    bool ReadLarge(LargePacket large, List<MqttPacket> packets)
    {
        buffer.Keep(0);
        while (large.Missing > 0)
        {
            var count = transport.Stream.Read(large.Body, large.Length, large.Missing);
            if (count == 0)
            {
                return false;
            }

            OnArrived();
            large.OnRead(count);
        }

        packets.Add(decoder.Decode(large));
        return true;
    }

    void OnArrived()
    {
        transport.ArmQuickAck();
        arrived?.Invoke();
    }
}
