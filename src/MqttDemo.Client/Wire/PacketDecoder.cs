using System.Buffers;
using System.Text;
using MqttDemo.Client.Transport;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Client.Wire;

/// <summary>From the bytes of the peer to its packets, with MQTTnet's codec.</summary>
/// <param name="codec">For what is inside a packet.</param>
/// <param name="trace">Sees every packet go by.</param>
/// <param name="examination">Looks at them first; where there is none, a broker sends them.</param>
sealed class PacketDecoder(
    MqttPacketFormatterAdapter codec, Action<MqttPacket>? trace, IPacketExamination? examination = null)
{
    /// <summary>The body of a longer packet is read straight to where it stays, not gathered first.</summary>
    const int LargeBody = 1024 * 1024;

    readonly PacketSender sender = examination?.Sender ?? PacketSender.Broker;
    MqttProtocolViolationException? violation;

    /// <summary>The bytes behind the packets decoded last are malformed.</summary>
    public bool HasFailed => violation is not null;

    /// <exception cref="MqttProtocolViolationException">The bytes are malformed.</exception>
    public void ThrowIfFailed()
    {
        if (violation is not null)
        {
            throw violation;
        }
    }

    /// <summary>Takes every whole packet; returns the rest.</summary>
    /// <param name="input">What has come.</param>
    /// <param name="maximumPacketSize">The longest packet that is taken, in bytes (MQTT 5, section 3.1.2.11.4).</param>
    /// <param name="packets">Gets them.</param>
    public ReadOnlySequence<byte> Decode(ReadOnlySequence<byte> input, uint maximumPacketSize, List<MqttPacket> packets)
    {
        try
        {
            while (PacketFraming.TryTake(ref input, maximumPacketSize, out var received, sender))
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

    /// <summary>Takes one packet, for the handshake; null while it is not all there.</summary>
    /// <param name="input">What has come; becomes what is left of it.</param>
    /// <param name="maximumPacketSize">The longest packet that is taken, in bytes.</param>
    /// <exception cref="MqttProtocolViolationException">The bytes are malformed.</exception>
    public MqttPacket? DecodeOne(ref ReadOnlySequence<byte> input, uint maximumPacketSize)
    {
        var beginning = input;
        if (ForeignAnswer.Recognize(input.FirstSpan) is { } foreign)
        {
            throw new ForeignAnswerException(foreign);
        }

        try
        {
            return PacketFraming.TryTake(ref input, maximumPacketSize, out var received, sender)
                ? Decode(received)
                : null;
        }
        catch (MqttProtocolViolationException e) when (e is not ProtocolViolation)
        {
            throw new MqttProtocolViolationException($"{e.Message}; it began with \"{Printable(beginning)}\"");
        }
    }

    /// <summary>
    /// A large packet whose beginning is all that has come; null where it is none. Memory grows with what has arrived,
    /// never with a length that the peer merely claims.
    /// </summary>
    public LargePacket? BeginLarge(in ReadOnlySequence<byte> input)
    {
        if (input.Length < ReceiveBuffer.BlockSize
            || !PacketFraming.TryReadHeader(input, sender, out var first, out var headerLength, out var bodyLength)
            || bodyLength < LargeBody)
        {
            return null;
        }

        var here = input.Slice(headerLength);
        var body = GC.AllocateUninitializedArray<byte>(bodyLength);
        here.CopyTo(body);
        return new LargePacket(first, body, (int)here.Length);
    }

    /// <summary>
    /// The codec would copy the payload. It is given only the beginning, which tells it where the payload begins.
    /// </summary>
    public MqttPacket Decode(LargePacket large)
    {
        var packet = DecodeBeginning(large)
            ?? DecodeExamined(new ReceivedMqttPacket(large.First, large.Body, large.Body.Length));
        trace?.Invoke(packet);
        return packet;
    }

    MqttPublishPacket? DecodeBeginning(LargePacket large)
    {
        const int length = ReceiveBuffer.BlockSize;
        try
        {
            var beginning = new ReceivedMqttPacket(large.First, new ArraySegment<byte>(large.Body, 0, length), length);
            if (DecodeExamined(beginning) is not MqttPublishPacket publish)
            {
                return null;
            }

            var start = length - (int)publish.Payload.Length;
            publish.Payload = new ReadOnlySequence<byte>(large.Body, start, large.Body.Length - start);
            return publish;
        }
        catch (MqttProtocolViolationException)
        {
            // Its properties are longer than that, or it is wrong: in either case the whole packet is needed.
            return null;
        }
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

    /// <summary>
    /// The first bytes of something that is not MQTT, such as an answer in HTTP, as they may be shown in a terminal.
    /// </summary>
    static string Printable(in ReadOnlySequence<byte> buffer)
    {
        var start = buffer.Slice(0, Math.Min(40, buffer.Length)).ToArray();
        return string.Concat(
            Encoding.Latin1.GetString(start).TakeWhile(c => c is not ('\r' or '\n')).Select(
                c => char.IsBetween(c, ' ', '~') ? c : '.'));
    }
}
