using System.Buffers;
using BenchmarkDotNet.Attributes;
using MqttDemo.Client.Session;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Benchmarks.HotPaths;

/// <summary>From a packet to its acknowledgement: the inbox, the encoder and the writer.</summary>
public class Receiving
{
    const int Block = 100;

    readonly Unconnected connection = new();

    readonly Inbox inbox;
    readonly MqttPublishPacket packet = new()
    {
        Topic = "benchmark/topic",
        Payload = new ReadOnlySequence<byte>("12345678"u8.ToArray()),
        PacketIdentifier = 1,
    };

    public Receiving() => inbox = new Inbox(connection.Gate);

    [Params(MqttQualityOfServiceLevel.AtMostOnce, MqttQualityOfServiceLevel.AtLeastOnce)]
    public MqttQualityOfServiceLevel QualityOfService { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        packet.QualityOfServiceLevel = QualityOfService;
        using var held = connection.Gate.Enter();
        inbox.Attach(connection.Writer, isSessionPresent: false, mostUnanswered: ushort.MaxValue);
    }

    [Benchmark(OperationsPerInvoke = HotPathBenchmarks.Messages, Description = "Inbox, acknowledged")]
    public long Ours()
    {
        var received = 0L;
        for (; received < HotPathBenchmarks.Messages; received += Block)
        {
            Pass();
            _ = connection.Writer.FlushAsync();
        }

        return received;
    }

    void Pass()
    {
        using var held = connection.Gate.Enter();
        for (var i = 0; i < Block; i++)
        {
            inbox.OnPublish(packet);
        }

        inbox.EndBlock();
        var block = inbox.Take()!;
        inbox.Acknowledge(block, block.All.Count);
        inbox.Release(block);
    }
}
