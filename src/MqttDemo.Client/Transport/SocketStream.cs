using System.Net.Sockets;

namespace MqttDemo.Client.Transport;

/// <summary>
/// A socket whose reads wait in the kernel, on the thread that asks. An asynchronous read would wake two threads: the one on which .NET watches all
/// sockets, and one of the pool to go on with. The kernel wakes the first for everything that arrives, wanted or not, and it is the sender, on loopback
/// the broker, that pays for it. So this is for a thread that has nothing else to do (<see cref="OwnThread"/>); writes are NetworkStream's.
/// </summary>
sealed class SocketStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>The beginning of what has come: it tells what the other side speaks, where that is not what was expected.</summary>
    const int KeptBytes = 64;

    byte[]? beginning;

    public ReadOnlySpan<byte> Beginning => beginning;

    /// <summary>What comes next is the beginning: a proxy has opened the way to somebody else.</summary>
    public void BeginAnew() => beginning = null;

    /// <summary>Returns when there is something, on this thread. Cancelling a read that waits closes the socket.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            using (cancellationToken.UnsafeRegister(static state => ((Socket)state!).Dispose(), Socket))
            {
                Socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead);
            }

            return ValueTask.FromResult(Read(buffer.Span));
        }
        catch (Exception e)
        {
            return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromException<int>(e);
        }
    }

    /// <summary>What NetworkStream has for a class below it reads into a rented array and copies.</summary>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            var count = Socket.Receive(buffer);
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
}
