using System.IO.Pipelines;
using MqttDemo.Client.Transport;
using MqttDemo.Client.Wire;
using MQTTnet.Exceptions;
using MQTTnet.Packets;

namespace MqttDemo.Broker;

/// <summary>
/// Reads the packets of a client in blocks. A broker has many connections on which nothing happens: none of them has a
/// thread, and a buffer is taken only when there is something for it.
/// </summary>
/// <param name="transport">From where.</param>
/// <param name="decoder">Makes packets of the bytes.</param>
/// <param name="arrived">Is called when bytes have come, be they a whole packet or a part of a long one.</param>
sealed class ClientPacketReader(TransportConnection transport, PacketDecoder decoder, Action arrived)
{
    readonly PipeReader pipe = PipeReader.Create(
        transport.Stream,
        new StreamPipeReaderOptions(bufferSize: ReceiveBuffer.BlockSize, leaveOpen: true, useZeroByteReads: true));

    /// <summary>Takes the first packet; null when the client has closed the connection.</summary>
    /// <exception cref="MqttProtocolViolationException">The bytes are malformed.</exception>
    public async Task<MqttPacket?> ReadOneAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            OnArrived();
            var rest = result.Buffer;
            if (decoder.DecodeOne(ref rest, Account.MaximumConnectSize) is { } packet)
            {
                pipe.AdvanceTo(rest.Start);
                return packet;
            }

            pipe.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// Fills the list with the packets that are there, at least one; false when the client has closed the connection.
    /// </summary>
    /// <exception cref="MqttProtocolViolationException">The bytes are malformed.</exception>
    public async ValueTask<bool> ReadBlockAsync(List<MqttPacket> packets)
    {
        packets.Clear();
        while (true)
        {
            decoder.ThrowIfFailed();
            var result = await pipe.ReadAsync(CancellationToken.None);
            if (!result.IsCompleted)
            {
                // The end of the connection is no sign of life.
                OnArrived();
            }

            var rest = decoder.Decode(result.Buffer, Account.MaximumPacketSize, packets);
            if (packets.Count == 0 && !decoder.HasFailed && decoder.BeginLarge(rest) is { } large)
            {
                pipe.AdvanceTo(rest.End);
                return await ReadLargeAsync(large, packets);
            }

            pipe.AdvanceTo(rest.Start, rest.End);
            if (packets.Count > 0)
            {
                return true;
            }

            if (result.IsCompleted && !decoder.HasFailed)
            {
                return false;
            }
        }
    }

    async ValueTask<bool> ReadLargeAsync(LargePacket large, List<MqttPacket> packets)
    {
        while (large.Missing > 0)
        {
            var count = await transport.Stream.ReadAsync(large.Body.AsMemory(large.Length), CancellationToken.None);
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
        arrived();
    }
}
