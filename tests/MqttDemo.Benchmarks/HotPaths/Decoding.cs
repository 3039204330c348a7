using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using MqttDemo.Client.Transport;
using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Benchmarks.HotPaths;

/// <summary>From bytes to PUBLISH packets.</summary>
public class Decoding
{
    // QoS 1, topic "benchmark/topic", identifier 1, no properties, 8 bytes.
    static readonly byte[] Body = [0, 15, .. "benchmark/topic"u8, 0, 1, 0, .. "12345678"u8];
    static readonly byte[] Packet = [0x32, (byte)Body.Length, .. Body];

    // Never connected: only there to be asked for quick acknowledgements.
    static readonly SystemSocket Socket = new(new Socket(SocketType.Stream, ProtocolType.Tcp));

    readonly MqttPacketFormatterAdapter codec = new(MqttProtocolVersion.V500, new MqttBufferWriter(4096, 65535));
    readonly List<MqttPacket> packets = [];
    PacketReader reader = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var stream = new EndlessStream(
            [.. Enumerable.Repeat(Packet, HotPathBenchmarks.Messages).SelectMany(packet => packet)]);
        reader = new PacketReader(
            new TransportConnection(Socket, stream, new BrokerAddress(BrokerScheme.Tcp, "localhost", 1883)),
            new PacketDecoder(codec, null));
    }

    [
        Benchmark(
            Baseline = true, OperationsPerInvoke = HotPathBenchmarks.Messages, Description = "MQTTnet's codec alone")]
    public MqttPacket? Codec()
    {
        MqttPacket? last = null;
        for (var i = 0; i < HotPathBenchmarks.Messages; i++)
        {
            last = codec.Decode(new ReceivedMqttPacket(0x32, Body, Packet.Length));
        }

        return last;
    }

    [Benchmark(OperationsPerInvoke = HotPathBenchmarks.Messages, Description = "PacketReader")]
    public int Ours()
    {
        var count = 0;
        while (count < HotPathBenchmarks.Messages && reader.ReadBlock(packets))
        {
            count += packets.Count;
        }

        return count;
    }
}
