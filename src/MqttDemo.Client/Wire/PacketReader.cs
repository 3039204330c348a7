using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using MqttDemo.Client.Transport;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Client.Wire;

/// <summary>Reads packets in blocks: one read from the network, then every whole packet in it before the next.</summary>
/// <param name="transport">From where.</param>
/// <param name="codec">For what is inside a packet.</param>
/// <param name="trace">Sees every packet go by.</param>
/// <param name="examination">Looks at them first; where there is none, a broker sends them.</param>
sealed class PacketReader(
    TransportConnection transport, MqttPacketFormatterAdapter codec, Action<MqttPacket>? trace, IPacketExamination? examination = null)
{
    const int BlockSize = 64 * 1024;

    /// <summary>The body of a longer packet is read straight to where it stays, not gathered first.</summary>
    const int LargeBody = 1024 * 1024;

    readonly PacketSender sender = examination?.Sender ?? PacketSender.Broker;

    // A broker has many connections on which nothing happens: a buffer is taken only when there is something for it.
    readonly PipeReader pipe = PipeReader.Create(
        transport.Stream, new StreamPipeReaderOptions(bufferSize: BlockSize, leaveOpen: true, useZeroByteReads: examination is { Sender: PacketSender.Client }));

    MqttProtocolViolationException? violation;
    volatile bool hasPart;

    /// <summary>The longest packet that we have said we take, in bytes (MQTT 5, section 3.1.2.11.4).</summary>
    public uint MaximumPacketSize { get; set; } = uint.MaxValue;

    /// <summary>Is called when bytes have come, be they a whole packet or a part of a long one.</summary>
    public Action? Arrived { get; set; }

    /// <summary>A part of a packet has come whose rest is on its way.</summary>
    public bool HasPart => hasPart;

    /// <summary>
    /// Fills the list with the packets that are there, at least one; false when the broker has closed the connection.
    /// Memory grows with what has arrived, never with a length that the peer merely claims.
    /// </summary>
    /// <exception cref="MqttProtocolViolationException">The bytes make no sense.</exception>
    public async ValueTask<bool> ReadBlockAsync(List<MqttPacket> packets, CancellationToken cancellationToken)
    {
        packets.Clear();
        while (true)
        {
            if (violation is not null)
            {
                throw violation;
            }

            var result = await pipe.ReadAsync(cancellationToken);
            if (!result.IsCompleted)
            {
                // The end of the connection is no sign of life.
                OnArrived();
            }

            var rest = Decode(result.Buffer, packets);
            hasPart = !rest.IsEmpty;
            if (packets.Count == 0 && violation is null && rest.Length >= BlockSize
                && PacketFraming.TryReadHeader(rest, sender, out var first, out var headerLength, out var bodyLength) && bodyLength >= LargeBody)
            {
                return await ReadLargeAsync(first, rest.Slice(headerLength), bodyLength, packets, cancellationToken);
            }

            pipe.AdvanceTo(rest.Start, rest.End);
            if (packets.Count > 0)
            {
                return true;
            }

            if (result.IsCompleted && violation is null)
            {
                return false;
            }
        }
    }

    /// <summary>Takes one packet, for the handshake; null when the broker has closed the connection.</summary>
    public async Task<MqttPacket?> ReadOneAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            OnArrived();
            var rest = result.Buffer;
            if (ForeignAnswer.Recognize(rest.FirstSpan) is { } foreign)
            {
                throw new ForeignAnswerException(foreign);
            }

            try
            {
                if (PacketFraming.TryTake(ref rest, MaximumPacketSize, out var received, sender))
                {
                    var packet = Decode(received);
                    pipe.AdvanceTo(rest.Start);
                    return packet;
                }
            }
            catch (MqttProtocolViolationException e)
            {
                if (e is ProtocolViolation)
                {
                    throw;
                }

                throw new MqttProtocolViolationException($"{e.Message}; it began with \"{Printable(result.Buffer)}\"");
            }

            pipe.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    void OnArrived()
    {
        transport.ArmQuickAck();
        Arrived?.Invoke();
    }

    /// <summary>Reads the rest of a large packet; false when the broker has closed the connection before its end.</summary>
    async ValueTask<bool> ReadLargeAsync(byte first, ReadOnlySequence<byte> here, int bodyLength, List<MqttPacket> packets, CancellationToken cancellationToken)
    {
        // Not initialized: a page costs memory only when something arrives for it.
        var body = GC.AllocateUninitializedArray<byte>(bodyLength);
        here.CopyTo(body);
        var missing = body.AsMemory((int)here.Length);
        pipe.AdvanceTo(here.End);
        while (missing.Length > 0)
        {
            var count = await transport.Stream.ReadAsync(missing, cancellationToken);
            if (count == 0)
            {
                return false;
            }

            OnArrived();
            missing = missing[count..];
        }

        var packet = DecodeLarge(first, body);
        trace?.Invoke(packet);
        packets.Add(packet);
        return true;
    }

    /// <summary>The codec would copy the payload. It is given only the beginning, which tells it where the payload begins.</summary>
    MqttPacket DecodeLarge(byte first, byte[] body)
    {
        try
        {
            if (DecodeExamined(new ReceivedMqttPacket(first, new ArraySegment<byte>(body, 0, BlockSize), BlockSize)) is MqttPublishPacket publish)
            {
                var start = BlockSize - (int)publish.Payload.Length;
                publish.Payload = new ReadOnlySequence<byte>(body, start, body.Length - start);
                return publish;
            }
        }
        catch (MqttProtocolViolationException)
        {
            // Its properties are longer than that, or it is wrong: in either case the whole of it will tell.
        }

        return DecodeExamined(new ReceivedMqttPacket(first, body, body.Length));
    }

    ReadOnlySequence<byte> Decode(ReadOnlySequence<byte> input, List<MqttPacket> packets)
    {
        try
        {
            while (PacketFraming.TryTake(ref input, MaximumPacketSize, out var received, sender))
            {
                packets.Add(Decode(received));
            }
        }
        catch (MqttProtocolViolationException e)
        {
            // What came before it is good, and acknowledgements among it must not be lost; the next call throws.
            violation = e;
        }

        return input;
    }

    MqttPacket Decode(ReceivedMqttPacket received)
    {
        var packet = DecodeExamined(received);
        trace?.Invoke(packet);
        return packet;
    }

    MqttPacket DecodeExamined(in ReceivedMqttPacket received)
    {
        examination?.BeforeDecoding(received);
        var packet = codec.Decode(received);
        examination?.AfterDecoding(received, packet);
        return packet;
    }

    /// <summary>The first bytes of something that is not MQTT, such as an answer in HTTP, as they may be shown in a terminal.</summary>
    static string Printable(in ReadOnlySequence<byte> buffer)
    {
        var start = buffer.Slice(0, Math.Min(40, buffer.Length)).ToArray();
        return string.Concat(Encoding.Latin1.GetString(start).TakeWhile(c => c is not ('\r' or '\n')).Select(c => char.IsBetween(c, ' ', '~') ? c : '.'));
    }
}
