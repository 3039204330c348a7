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
    readonly Outbox outbox;
    readonly MqttPubAckPacket acknowledgement = new();
    OutgoingMessage message;

    public Sending() => outbox = new Outbox(
        connection.Gate, null, new PacketIdentifiers(connection.Gate), allowsDowngrade: false, credentials: null);

    [Params(QualityOfService.AtMostOnce, QualityOfService.AtLeastOnce)]
    public QualityOfService QualityOfService { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        message = new("benchmark/topic", "12345678"u8.ToArray(), QualityOfService, Retain: false, Position: 1);
        using var held = connection.Gate.Enter();
        outbox.Attach(connection.Writer, BrokerLimits.Before5, sessionPresent: false, unansweredConnections: 0);
    }

    [Benchmark(OperationsPerInvoke = HotPathBenchmarks.Messages, Description = "Outbox, acknowledged")]
    public long Ours()
    {
        for (var sent = 0; sent < HotPathBenchmarks.Messages; sent += Window)
        {
            Send();
            _ = connection.Writer.FlushAsync();
            Acknowledge();
        }

        using var held = connection.Gate.Enter();
        return outbox.Counts.Sent;
    }

    void Send()
    {
        using var held = connection.Gate.Enter();
        for (var i = 0; i < Window; i++)
        {
            outbox.Send(message);
        }
    }

    /// <summary>Identifiers are given out one after the other, so the next ones are known.</summary>
    void Acknowledge()
    {
        using var held = connection.Gate.Enter();
        for (var i = 0; i < Window && !outbox.IsEmpty; i++)
        {
            acknowledgement.PacketIdentifier = (ushort)((acknowledgement.PacketIdentifier % ushort.MaxValue) + 1);
            outbox.OnPubAck(acknowledgement);
        }
    }
}
