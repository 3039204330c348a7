using System.Net.Sockets;

namespace MqttDemo.Client.Transport;

/// <summary>
/// A socket whose reads wait in the kernel, on the thread that asks. An asynchronous read would wake two threads: the
/// one on which .NET watches all sockets, and one of the pool to go on with. The kernel wakes the first for everything
/// that arrives, wanted or not, and it is the sender, on loopback the broker, that pays for it. So this is for a thread
/// that has nothing else to do (<see cref="DedicatedThread"/>). Writes go in parts where only that shows how far the
/// other side has come with them.
/// </summary>
sealed class SocketStream(ISocket socket) : SequentialStream
{
    /// <summary>
    /// The beginning of what has come: it tells what the other side speaks, where that is not what was expected.
    /// </summary>
    const int KeptBytes = 64;

    /// <summary>The kernel takes such a part as one, and the other side reads it as one.</summary>
    const int PartSize = 16 * 1024;

    // There the kernel tells how far the other side has come, and wakes us only for as many bytes as we ask for.
    readonly bool isTcpOfLinux = OperatingSystem.IsLinux() && socket.IsTcp;

    byte[]? beginning;
    int wakesAt = 1;
    bool hasGathered;
    long taken;
    long waiting;

    /// <summary>
    /// How many bytes the kernel has taken, and how many wait because it does not; of writes in parts.
    /// </summary>
    public (long Taken, long Waiting) Written => (Volatile.Read(ref taken), Volatile.Read(ref waiting));

    public ReadOnlySpan<byte> Beginning => beginning;

    /// <summary>What comes next is the beginning: a proxy has opened the way to somebody else.</summary>
    public void BeginAnew() => beginning = null;

    /// <summary>How many bytes have been read. Only the thread that reads may ask.</summary>
    public long Arrived { get; private set; }

    /// <summary>
    /// Lets bytes gather before the next read: true as soon as so many are there, false after the time. The kernel
    /// wakes nobody meanwhile (SO_RCVLOWAT). Where it cannot do that, the whole time is waited.
    /// </summary>
    public bool Gather(int count, TimeSpan longest)
    {
        if (!isTcpOfLinux)
        {
            Thread.Sleep(longest);
            return false;
        }

        WakeAt(count);
        hasGathered = socket.Poll(longest, SelectMode.SelectRead);
        return hasGathered;
    }

    /// <summary>Waits until there is something, or the end; false after the time.</summary>
    public bool IsReadable(TimeSpan longest)
    {
        if (hasGathered)
        {
            return true;
        }

        WakeAt(1);
        return socket.Poll(longest, SelectMode.SelectRead);
    }

    /// <summary>Returns when there is something, or the end. To close the socket ends a read that waits.</summary>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            var count = Receive(buffer);
            Arrived += count;
            if (beginning is null && buffer.Length > 0)
            {
                beginning = buffer[..Math.Min(count, KeptBytes)].ToArray();
            }

            return count;
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            socket.Send(buffer);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>The thread that asks does not wait. No token ends it: half a packet is of no use to anybody.</summary>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            if (isTcpOfLinux)
            {
                await socket.SendAsync(buffer).ConfigureAwait(false);
            }
            else
            {
                await WriteInPartsAsync(buffer).ConfigureAwait(false);
            }
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    protected override void Dispose(bool disposing)
    {
        socket.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Takes what has gathered, or waits for the first byte. To wait for as many as were to gather would be wrong even
    /// where the kernel has said that they are there: it says so too when it is short of memory for more, and the other
    /// side may send nothing until it gets an answer.
    /// </summary>
    int Receive(Span<byte> buffer)
    {
        var isThere = hasGathered;
        hasGathered = false;
        if (isThere && socket.TryReceive(buffer, out var count))
        {
            return count;
        }

        WakeAt(1);
        return socket.Receive(buffer);
    }

    /// <summary>How many bytes end a wait for the socket; so does the end of the stream.</summary>
    void WakeAt(int count)
    {
        if (wakesAt != count)
        {
            socket.SetOption(Libc.SocketLevel, Libc.ReceiveLowWater, count);
            wakesAt = count;
        }
    }

    async ValueTask WriteInPartsAsync(ReadOnlyMemory<byte> buffer)
    {
        Volatile.Write(ref waiting, buffer.Length);
        while (!buffer.IsEmpty)
        {
            var part = buffer[..Math.Min(buffer.Length, PartSize)];
            await socket.SendAsync(part).ConfigureAwait(false);
            buffer = buffer[part.Length..];
            Volatile.Write(ref taken, taken + part.Length);
            Volatile.Write(ref waiting, buffer.Length);
        }
    }
}
