using System.Buffers;
using System.Net.Sockets;
using MqttDemo.Client.Transport;
using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Tests.Client;

/// <summary>Packets of any length come out as they went in, however the bytes arrive.</summary>
public sealed class PacketReaderTests
{
    readonly MqttPacketFormatterAdapter codec = new(MqttProtocolVersion.V500, new MqttBufferWriter(4096, int.MaxValue));

    [Theory]
    [InlineData(1_000, 0)]
    [InlineData(1_000_000, 0)]
    [InlineData(1_048_576, 0)]
    [InlineData(3_000_000, 0)]
    [InlineData(3_000_000, 60_000)]
    [InlineData(3_000_000, 200_000)]
    public void A_message_of_any_length_comes_whole_between_its_neighbours(int payloadLength, int propertiesLength)
    {
        var payload = new byte[payloadLength];
        new Random(payloadLength).NextBytes(payload);
        var large = Publish("large", payload);
        large.UserProperties = [
            .. Enumerable.Range(0, propertiesLength / 10_000).Select(
                i => new MqttUserProperty($"{i}", new byte[10_000]))];

        var packets = Read([.. Encode(Publish("before", [1])), .. Encode(large), .. Encode(Publish("after", [2]))]);

        Assert.Equal(["before", "large", "after"], packets.Select(packet => packet.Topic));
        Assert.Equal(large.UserProperties.Count, packets[1].UserProperties?.Count ?? 0);
        // What ReceivedMessage.Payload relies on.
        Assert.All(packets, packet => Assert.True(packet.Payload.IsSingleSegment));
        Assert.True(packets[1].Payload.ToArray().AsSpan().SequenceEqual(payload));
    }

    [Fact]
    public void A_large_message_that_is_cut_off_is_no_message()
    {
        var bytes = Encode(Publish("large", new byte[3_000_000]));

        Assert.Empty(Read(bytes[..^1]));
    }

    [Fact]
    public void A_large_packet_that_makes_no_sense_is_a_protocol_error()
    {
        var bytes = Encode(Publish("large", new byte[3_000_000]));
        // The longest topic there can be, and after it a length of the properties that never ends.
        bytes.AsSpan(5, 2).Fill(0xFF);
        bytes.AsSpan(5 + 2 + 65_535, 8).Fill(0xFF);

        Assert.Throws<MqttProtocolViolationException>(() => Read(bytes));
    }

    static MqttPublishPacket Publish(string topic, byte[] payload) =>
        new() { Topic = topic, Payload = new ReadOnlySequence<byte>(payload) };

    byte[] Encode(MqttPacket packet) => codec.Encode(packet).ToArray();

    List<MqttPublishPacket> Read(byte[] bytes)
    {
        using var socket = new SystemSocket(new Socket(SocketType.Stream, ProtocolType.Tcp));
        using var transport = new TransportConnection(
            socket, new ChunkedStream(bytes, 50_000), new BrokerAddress(BrokerScheme.Tcp, "localhost", 1883));
        var reader = new PacketReader(transport, new PacketDecoder(codec, trace: null));
        var block = new List<MqttPacket>();
        var packets = new List<MqttPublishPacket>();
        while (reader.ReadBlock(block))
        {
            packets.AddRange(block.Cast<MqttPublishPacket>());
        }

        return packets;
    }
}
