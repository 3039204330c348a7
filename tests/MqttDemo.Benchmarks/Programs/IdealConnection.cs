using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>
/// One client of the <see cref="IdealBroker"/>, by blocks: what one read brings is answered with one write.
/// </summary>
sealed class IdealConnection(Socket socket, int window, ConcurrentDictionary<string, IdealQueue> subscribers)
{
    readonly ArrayBufferWriter<byte> answers = new();
    readonly HashSet<IdealQueue> fed = [];
    IdealQueue? own;
    int version;

    public void Run()
    {
        var block = new byte[256 * 1024];
        var kept = 0;
        for (var count = socket.Receive(block); count > 0; count = socket.Receive(block.AsSpan(kept)))
        {
            var rest = block.AsSpan(0, kept + count);
            while (TryTake(ref rest, out var kind, out var body))
            {
                Answer(kind, body);
            }

            kept = rest.Length;
            rest.CopyTo(block);
            Send();
        }
    }

    /// <summary>A packet of the block (MQTT 5, section 2.1); false when it has no whole one.</summary>
    static bool TryTake(ref Span<byte> rest, out byte kind, out ReadOnlySpan<byte> body)
    {
        kind = 0;
        body = default;
        if (rest.Length < 2 || !TryReadLength(rest[1..], out var length, out var size)
            || rest.Length < 1 + size + length)
        {
            return false;
        }

        kind = rest[0];
        body = rest.Slice(1 + size, length);
        rest = rest[(1 + size + length)..];
        return true;
    }

    static bool TryReadLength(ReadOnlySpan<byte> bytes, out int value, out int size)
    {
        (value, size) = (0, 0);
        foreach (var part in bytes)
        {
            value |= (part & 0x7F) << (7 * size++);
            if (part < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    void Answer(byte kind, ReadOnlySpan<byte> body)
    {
        switch (kind >> 4)
        {
            case 1:
                version = body[6];
                // Receive Maximum is property 33.
                Add(
                    version == 5
                        ? [0x20, 6, 0, 0, 3, 33, (byte)(window >> 8), (byte)window]
                        : [0x20, 2, 0, 0]);
                break;
            case 3:
                Publish((kind >> 1) & 3, body);
                break;
            case 4 or 7:
                own?.Acknowledge();
                break;
            case 5:
                Add([0x62, 2, body[0], body[1]]);
                break;
            case 6:
                Add([0x70, 2, body[0], body[1]]);
                break;
            case 8:
                Subscribe(body);
                break;
            case 12:
                Add([0xD0, 0]);
                break;
        }
    }

    void Subscribe(ReadOnlySpan<byte> body)
    {
        var identifier = body[..2];
        var rest = AfterProperties(body[2..]);
        var topic = Encoding.UTF8.GetString(rest.Slice(2, BinaryPrimitives.ReadUInt16BigEndian(rest)));
        var qualityOfService = (byte)(rest[topic.Length + 2] & 3);
        Add(
            version == 5
                ? [0x90, 4, identifier[0], identifier[1], 0, qualityOfService]
                : [0x90, 3, identifier[0], identifier[1], qualityOfService]);
        Send();
        own = new(socket, window, version == 5, qualityOfService);
        subscribers[topic] = own;
    }

    void Publish(int qualityOfService, ReadOnlySpan<byte> body)
    {
        var topic = body[..(2 + BinaryPrimitives.ReadUInt16BigEndian(body))];
        var rest = body[topic.Length..];
        if (qualityOfService > 0)
        {
            Add([(byte)(qualityOfService == 1 ? 0x40 : 0x50), 2, rest[0], rest[1]]);
            rest = rest[2..];
        }

        var name = Encoding.UTF8.GetString(topic[2..]);
        if (subscribers.TryGetValue(name, out var queue))
        {
            queue.Add(topic, AfterProperties(rest), qualityOfService);
            fed.Add(queue);
        }
    }

    ReadOnlySpan<byte> AfterProperties(ReadOnlySpan<byte> bytes) =>
        version == 5 && TryReadLength(bytes, out var length, out var size) ? bytes[(size + length)..] : bytes;

    void Add(ReadOnlySpan<byte> answer) => answers.Write(answer);

    void Send()
    {
        if (answers.WrittenCount > 0)
        {
            socket.Send(answers.WrittenSpan);
            answers.ResetWrittenCount();
        }

        own?.Send();
        foreach (var queue in fed)
        {
            queue.Send();
        }

        fed.Clear();
    }
}
