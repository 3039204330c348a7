namespace MqttDemo.Client.Transport;

/// <summary>
/// Reads ahead for a WebSocket. Brokers send a frame for each packet, however small; this way many come with one read
/// from the network, and what has come can be looked at before it is taken.
/// </summary>
sealed class ReadAheadStream(Stream inner) : SequentialStream
{
    const int Capacity = 64 * 1024;

    readonly byte[] buffer = new byte[Capacity];
    int start;
    int end;

    /// <summary>What has come and has not been taken.</summary>
    public ReadOnlySpan<byte> Here => buffer.AsSpan(start, end - start);

    /// <summary>Takes the first bytes of <see cref="Here"/>.</summary>
    public void Take(int count) => start += count;

    /// <summary>Waits for more. False when the connection has ended.</summary>
    public bool Fill()
    {
        Here.CopyTo(buffer);
        (start, end) = (0, end - start);
        var count = inner.Read(buffer, end, Capacity - end);
        end += count;
        return count > 0;
    }

    /// <summary>What is here, or else waits; what is long goes past the buffer.</summary>
    public override int Read(byte[] target, int offset, int count)
    {
        if (start == end && count >= Capacity)
        {
            return inner.Read(target, offset, count);
        }

        if (start == end)
        {
            Fill();
        }

        var here = Math.Min(count, end - start);
        Here[..here].CopyTo(target.AsSpan(offset));
        Take(here);
        return here;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(source, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override void Flush() => inner.Flush();

    public override void Write(byte[] source, int offset, int count) => inner.Write(source, offset, count);
}
