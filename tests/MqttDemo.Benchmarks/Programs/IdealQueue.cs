using System.Buffers;
using System.Net.Sockets;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>What one subscriber of the <see cref="IdealBroker"/> is to get, no more at once than its window.</summary>
sealed class IdealQueue(Socket socket, int window, bool hasProperties, int mostQualityOfService)
{
    readonly Lock gate = new();
    readonly Queue<(int Bytes, bool Counts)> lengths = new();
    readonly ArrayBufferWriter<byte> waiting = new();
    int sent;
    int inFlight;
    ushort identifier;

    public void Add(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, int qualityOfService)
    {
        lock (gate)
        {
            var granted = Math.Min(qualityOfService, mostQualityOfService);
            var before = waiting.WrittenCount;
            Write([(byte)(0x30 | (granted << 1))]);
            WriteLength(topic.Length + (granted > 0 ? 2 : 0) + (hasProperties ? 1 : 0) + payload.Length);
            waiting.Write(topic);
            if (granted > 0)
            {
                identifier = (ushort)(identifier == ushort.MaxValue ? 1 : identifier + 1);
                Write([(byte)(identifier >> 8), (byte)identifier]);
            }

            if (hasProperties)
            {
                Write([0]);
            }

            waiting.Write(payload);
            lengths.Enqueue((waiting.WrittenCount - before, granted > 0));
        }
    }

    /// <summary>The subscriber has taken one.</summary>
    public void Acknowledge()
    {
        lock (gate)
        {
            inFlight--;
        }
    }

    /// <summary>Sends what the window has room for, in one piece.</summary>
    public void Send()
    {
        lock (gate)
        {
            var end = sent;
            while (lengths.TryPeek(out var next) && (!next.Counts || inFlight < window))
            {
                lengths.Dequeue();
                end += next.Bytes;
                inFlight += next.Counts ? 1 : 0;
            }

            if (end > sent)
            {
                socket.Send(waiting.WrittenSpan[sent..end]);
            }

            sent = end;
            if (lengths.Count == 0)
            {
                waiting.ResetWrittenCount();
                sent = 0;
            }
        }
    }

    void Write(ReadOnlySpan<byte> bytes) => waiting.Write(bytes);

    void WriteLength(int length)
    {
        for (; length >= 0x80; length >>= 7)
        {
            Write([(byte)(length | 0x80)]);
        }

        Write([(byte)length]);
    }
}
