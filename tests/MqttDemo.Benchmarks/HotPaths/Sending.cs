using BenchmarkDotNet.Attributes;
using MqttDemo.Client.Session;
using MqttDemo.Config;
using MQTTnet.Packets;

namespace MqttDemo.Benchmarks.HotPaths;

/// <summary>From a message to its acknowledgement: the outbox, the encoder and the writer.</summary>
public class Sending
{
    const int Window = 100;

    readonly Unconnected connection = new();
    readonly Outbox outbox = new(null, new PacketIdentifiers(), allowsDowngrade: false, credentials: null);
    readonly MqttPubAckPacket acknowledgement = new();
    OutgoingMessage message;

    [Params(QualityOfService.AtMostOnce, QualityOfService.AtLeastOnce)]
    public QualityOfService QualityOfService { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        message = new("benchmark/topic", "12345678"u8.ToArray(), QualityOfService, Retain: false, Position: 1);
        outbox.Attach(connection.Writer, BrokerLimits.Before5, sessionPresent: false, unansweredConnections: 0);
    }

    [Benchmark(OperationsPerInvoke = HotPathBenchmarks.Messages, Description = "Outbox, acknowledged")]
    public long Ours()
    {
        for (var sent = 0; sent < HotPathBenchmarks.Messages; sent += Window)
        {
            for (var i = 0; i < Window; i++)
            {
                outbox.Send(message);
            }

            _ = connection.Writer.FlushAsync();
            Acknowledge();
        }

        return outbox.Counts.Sent;
    }

    /// <summary>Identifiers are given out one after the other, so the next ones are known.</summary>
    void Acknowledge()
    {
        for (var i = 0; i < Window && !outbox.IsEmpty; i++)
        {
            acknowledgement.PacketIdentifier = (ushort)((acknowledgement.PacketIdentifier % ushort.MaxValue) + 1);
            outbox.OnPubAck(acknowledgement);
        }
    }
}
