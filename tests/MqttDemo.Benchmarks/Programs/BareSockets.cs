using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>
/// A publisher and a subscriber of QoS 0 without any work of their own: one pushes bytes that were made beforehand, the
/// other takes what comes, a millisecond's worth at a time, and throws it away. What they reach is what the broker can
/// do for anybody.
/// </summary>
static class BareSockets
{
    const string Topic = "benchmark/bare";
    const int Batch = 1_000;

    public static double MessagesPerSecond(MeasuredBroker broker, long messages, int payloadBytes)
    {
        var codec = new MqttPacketFormatterAdapter(MqttProtocolVersion.V311, new MqttBufferWriter(4096, 65535));
        var publish = Encode(
            codec,
            new MqttPublishPacket { Topic = Topic, Payload = new ReadOnlySequence<byte>(new byte[payloadBytes]) });
        var batch = Enumerable.Repeat(publish, Batch).SelectMany(bytes => bytes).ToArray();
        using var subscriber = Connect(broker, codec, "bare-subscriber");
        Ask(
            subscriber,
            Encode(
                codec,
                new MqttSubscribePacket
                {
                    PacketIdentifier = 1,
                    TopicFilters = [new MqttTopicFilter { Topic = Topic }],
                }),
            answer: 5);
        using var publisher = Connect(broker, codec, "bare-publisher");

        var started = Stopwatch.GetTimestamp();
        var pushing = new Thread(() => Push(publisher, batch, messages / Batch));
        pushing.Start();
        Drain(subscriber, publish.Length * messages);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        pushing.Join();
        return messages / seconds;
    }

    static byte[] Encode(MqttPacketFormatterAdapter codec, MqttPacket packet) => codec.Encode(packet).ToArray();

    static NetworkStream Connect(MeasuredBroker broker, MqttPacketFormatterAdapter codec, string clientId)
    {
        var stream = new TcpClient("127.0.0.1", broker.Port).GetStream();
        Ask(stream, Encode(codec, new MqttConnectPacket { ClientId = clientId, CleanSession = true }), answer: 4);
        return stream;
    }

    static void Ask(NetworkStream broker, byte[] packet, int answer)
    {
        broker.Write(packet);
        broker.ReadExactly(new byte[answer]);
    }

    static void Push(NetworkStream broker, byte[] batch, long times)
    {
        for (var i = 0L; i < times; i++)
        {
            broker.Write(batch);
        }
    }

    static void Drain(NetworkStream broker, long bytes)
    {
        var block = new byte[1 << 20];
        while (bytes > 0)
        {
            bytes -= broker.ReadAtLeast(block, 1);
            Thread.Sleep(1);
        }
    }
}
