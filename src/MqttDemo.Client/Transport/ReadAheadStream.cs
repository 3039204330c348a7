namespace MqttDemo.Client.Transport;

/// <summary>
/// Reads ahead for a WebSocket. Brokers send a frame for each packet, however small; this way many come with one read from the network, and what has come
/// can be looked at before it is taken.
/// </summary>
sealed class ReadAheadStream(Stream inner) : Stream
{
    const int Capacity = 64 * 1024;

    readonly byte[] buffer = new byte[Capacity];
    int start;
    int end;

    /// <summary>What has come and has not been taken.</summary>
    public ReadOnlySpan<byte> Here => buffer.AsSpan(start, end - start);

    /// <summary>So much of <see cref="Here"/> is taken.</summary>
    public void Take(int count) => start += count;

    /// <summary>Waits for more. False when the connection has ended.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        Here.CopyTo(buffer);
        (start, end) = (0, end - start);
        var count = await inner.ReadAsync(buffer.AsMemory(end), cancellationToken);
        end += count;
        return count > 0;
    }

    /// <summary>What is here, or else waits; what is long goes past the buffer.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken = default)
    {
        if (start == end && target.Length >= Capacity)
        {
            return await inner.ReadAsync(target, cancellationToken);
        }

        if (start == end)
        {
            await FillAsync(cancellationToken);
        }

        var count = Math.Min(target.Length, end - start);
        Here[..count].CopyTo(target.Span);
        Take(count);
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) => inner.WriteAsync(source, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
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
