using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>A connected stream of bytes and what the engine needs to know of the socket below it.</summary>
/// <param name="socket">The socket.</param>
/// <param name="stream">What is spoken over it.</param>
/// <param name="broker">Where it leads.</param>
/// <param name="plain">The bytes of the socket itself; null where the progress of the other side is not asked
/// for.</param>
sealed class TransportConnection(
    ISocket socket, Stream stream, BrokerAddress broker, SocketStream? plain = null) : IDisposable
{
    // asm/socket.h, linux/sock_diag.h and linux/tcp.h. Raw numbers, because .NET has no names for them.
    const int MemoryInfo = 55;
    const int UnreadBytesOffset = 2 * sizeof(uint);
    const int TcpInfo = 11;
    const int TcpQuickAck = 12;
    const int BytesAckedOffset = 120;
    const int NotSentBytesOffset = 144;

    bool canQuickAck = OperatingSystem.IsLinux() && socket.IsTcp;

    public Stream Stream { get; } = stream;

    /// <summary>Where it leads, as it is shown.</summary>
    public BrokerAddress Broker { get; } = broker;

    /// <summary>
    /// Acknowledges the next segments at once. mosquitto sends PUBACKs with Nagle on; our kernel's delayed ACK would
    /// then hold up both sides for 40 ms at a time (measured: 8,000 messages a second without, 100,000 with). The
    /// kernel clears it by itself, so it is set after every read.
    /// </summary>
    public void ArmQuickAck()
    {
        if (!canQuickAck)
        {
            return;
        }

        try
        {
            socket.SetOption(Libc.TcpLevel, TcpQuickAck, 1);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A system without the option goes on without it; a socket that has just been closed needs none.
            canQuickAck = false;
        }
    }

    /// <summary>
    /// How far the peer has come with our bytes: how many it has taken, and how many wait here because it does not.
    /// Over TCP the peer's kernel takes them, as far as our kernel reports; at a path the reader does. Zeros where
    /// nothing is reported.
    /// </summary>
    public (ulong Acknowledged, uint Waiting) SendProgress()
    {
        if (OperatingSystem.IsLinux() && socket.IsTcp)
        {
            return Progress();
        }

        if (plain is null)
        {
            return default;
        }

        // In this order: what is taken in between must not look as if it had been read.
        var (taken, waiting) = plain.Written;
        var unread = OperatingSystem.IsLinux() ? UnreadBytes() : 0;
        return ((ulong)Math.Max(0, taken - unread), (uint)Math.Min(waiting + unread, uint.MaxValue));
    }

    /// <summary>What the kernel tells of a TCP connection.</summary>
    (ulong Acknowledged, uint Waiting) Progress()
    {
        Span<byte> info = stackalloc byte[NotSentBytesOffset + sizeof(uint)];
        return TryGetOption(Libc.TcpLevel, TcpInfo, info)
            ? (
                BinaryPrimitives.ReadUInt64LittleEndian(info[BytesAckedOffset..]),
                BinaryPrimitives.ReadUInt32LittleEndian(info[NotSentBytesOffset..]))
            : default;
    }

    /// <summary>
    /// The memory for what the other end of a unix socket has not read: each write is given back as one, when all of it
    /// has been read.
    /// </summary>
    long UnreadBytes()
    {
        Span<byte> info = stackalloc byte[UnreadBytesOffset + sizeof(uint)];
        return TryGetOption(Libc.SocketLevel, MemoryInfo, info)
            ? BinaryPrimitives.ReadUInt32LittleEndian(info[UnreadBytesOffset..])
            : 0;
    }

    bool TryGetOption(int level, int name, Span<byte> value)
    {
        try
        {
            return socket.GetOption(level, name, value) == value.Length;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection has just ended, and its reader tells why; or the kernel does not know the
            // option.
            return false;
        }
    }

    /// <summary>
    /// Says that we have sent everything, and leaves the other direction open: disposing the socket instead would reset
    /// the connection and throw away what is still on its way (measured: 689 of 3,000 messages arrive).
    /// </summary>
    public async Task ShutdownSendAsync()
    {
        if (Stream is BinaryMessageStream webSocket)
        {
            await webSocket.CloseOutputAsync();
            return;
        }

        if (Stream is SslStream tls)
        {
            await ShutdownAsync(tls);
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    static async Task ShutdownAsync(SslStream tls)
    {
        try
        {
            await tls.ShutdownAsync();
        }
        catch (Exception e) when (e is not (IOException or ObjectDisposedException or InvalidOperationException))
        {
            // OpenSSL refuses where the broker has ended TLS in the same moment. .NET has no public type for it.
            throw new IOException("the broker has ended TLS first", e);
        }
    }

    /// <summary>How many bytes have been read from the socket. Only the thread that reads may ask.</summary>
    public long Arrived => plain?.Arrived ?? 0;

    /// <summary>
    /// Waits until there is something to read, or the end; false after the time. A stream that reads ahead cannot tell:
    /// there a read may wait.
    /// </summary>
    public bool IsReadable(TimeSpan longest) =>
        plain is null || Stream is BinaryMessageStream || plain.IsReadable(longest);

    /// <summary>
    /// Lets bytes gather on the socket before the next read; true as soon as so many are there, false after the time.
    /// </summary>
    public bool Gather(int count, TimeSpan longest) => plain is not null && plain.Gather(count, longest);

    /// <summary>Says that nothing follows, where the other side may be gone.</summary>
    public void StopSending() => Shutdown(SocketShutdown.Send);

    /// <summary>Lets a pending read see the end of the stream after it has taken what had already arrived.</summary>
    public void StopReading() => Shutdown(SocketShutdown.Both);

    void Shutdown(SocketShutdown how)
    {
        try
        {
            socket.Shutdown(how);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already gone, which is what was asked for.
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        socket.Dispose();
    }
}
