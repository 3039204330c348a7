using System.Buffers.Binary;

namespace MqttDemo.Client.Transport;

/// <summary>
/// Reads ahead for a WebSocket and gives it one frame at a time (RFC 6455, section 5.2). Brokers send a frame for each packet, however small; this way
/// many come with one read from the network, and it is known whether another can be had without waiting for the network.
/// </summary>
sealed class FrameReader(Stream inner) : Stream
{
    const int Capacity = 64 * 1024;
    const int ControlFrame = 0x08;

    readonly byte[] buffer = new byte[Capacity];
    int start;
    int end;

    /// <summary>How much of the current frame has not been given yet. Before the first there is a handshake, which has no frames.</summary>
    long left = long.MaxValue;

    /// <summary>So much of a message can be had without waiting for the network: it is here, or the frame that it is in ends sooner.</summary>
    public bool Has(int room) => left > 0
        ? Math.Min(left, room) <= end - start
        : TryReadHeader(out var header, out var payload) && (buffer[start] & ControlFrame) == 0 && header + Math.Min(payload, room) <= end - start;

    /// <summary>The handshake is done.</summary>
    public void BeginFrames() => left = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken = default)
    {
        if (left == 0)
        {
            await BeginFrameAsync(cancellationToken);
        }

        var wanted = target[..(int)Math.Min(target.Length, left)];
        if (start == end)
        {
            await FillAsync(cancellationToken);
        }

        var count = Math.Min(wanted.Length, end - start);
        buffer.AsSpan(start, count).CopyTo(wanted.Span);
        start += count;
        left -= left == long.MaxValue ? 0 : count;
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) => inner.WriteAsync(source, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Waits for the header of the next frame. Where the connection ends before or within it, what there is passes for a frame.</summary>
    async ValueTask BeginFrameAsync(CancellationToken cancellationToken)
    {
        int header;
        long payload;
        while (!TryReadHeader(out header, out payload))
        {
            if (await FillAsync(cancellationToken) == 0)
            {
                (header, payload) = (Math.Max(1, end - start), 0);
                break;
            }
        }

        left = header + payload;
    }

    bool TryReadHeader(out int header, out long payload)
    {
        (header, payload) = (2, 0);
        var here = buffer.AsSpan(start, end - start);
        if (here.Length < header)
        {
            return false;
        }

        var size = here[1] & 0x7F;
        var sizeBytes = size switch { 126 => 2, 127 => 8, _ => 0 };
        header += sizeBytes + ((here[1] & 0x80) != 0 ? 4 : 0);
        if (here.Length < header)
        {
            return false;
        }

        payload = sizeBytes switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(here[2..]),
            8 => BinaryPrimitives.ReadInt64BigEndian(here[2..]),
            _ => size,
        };
        // A length that cannot be is for the WebSocket to refuse: it sees the header.
        payload = payload is >= 0 and < long.MaxValue / 2 ? payload : 0;
        return true;
    }

    async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        var count = await inner.ReadAsync(buffer.AsMemory(end), cancellationToken);
        end += count;
        return count;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] target, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
