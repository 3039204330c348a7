using System.Buffers;
using BenchmarkDotNet.Attributes;
using MqttDemo.Client.Wire;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Benchmarks.HotPaths;

/// <summary>From a PUBLISH to bytes.</summary>
public class Encoding
{
    readonly MqttPacketFormatterAdapter codec = new(MqttProtocolVersion.V500, new MqttBufferWriter(4096, 65535));
    readonly PacketBuffer output = new();
    readonly MqttPublishPacket packet =
        new() { Topic = "benchmark/topic", Payload = new ReadOnlySequence<byte>("12345678"u8.ToArray()) };
    PacketEncoder encoder = null!;

    [Params(MqttQualityOfServiceLevel.AtMostOnce, MqttQualityOfServiceLevel.AtLeastOnce)]
    public MqttQualityOfServiceLevel QualityOfService { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        encoder = new PacketEncoder(codec, null);
        packet.QualityOfServiceLevel = QualityOfService;
        packet.PacketIdentifier = QualityOfService == MqttQualityOfServiceLevel.AtMostOnce ? (ushort)0 : (ushort)1;
    }

    [
        Benchmark(
            Baseline = true, OperationsPerInvoke = HotPathBenchmarks.Messages, Description = "MQTTnet's codec alone")]
    public int Codec()
    {
        var length = 0;
        for (var i = 0; i < HotPathBenchmarks.Messages; i++)
        {
            length += codec.Encode(packet).Length;
        }

        return length;
    }

    [Benchmark(OperationsPerInvoke = HotPathBenchmarks.Messages, Description = "PacketEncoder")]
    public long Ours()
    {
        output.Clear();
        for (var i = 0; i < HotPathBenchmarks.Messages; i++)
        {
            encoder.Encode(packet, output, uint.MaxValue);
        }

        return output.Length;
    }
}
