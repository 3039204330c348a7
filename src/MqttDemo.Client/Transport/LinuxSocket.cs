using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MqttDemo.Client.Transport;

/// <summary>
/// A socket of Linux's own. .NET's begins with a thread that watches all sockets, though nothing here needs it: what
/// waits, waits in the kernel. Reads block; a write that would block goes on on a thread of its own
/// (<see cref="WaitingSender"/>).
/// </summary>
sealed class LinuxSocket : ISocket
{
    readonly SocketDescriptor descriptor;
    readonly WaitingSender sender;

    // Only the thread that reads asks.
    bool isReadable;
    volatile bool isDisposed;

    LinuxSocket(SocketDescriptor descriptor, bool isTcp)
    {
        (this.descriptor, IsTcp) = (descriptor, isTcp);
        sender = new WaitingSender(bytes => Send(bytes.Span, Libc.DontWait), bytes => Send(bytes.Span));
    }

    public static bool IsPossible => OperatingSystem.IsLinux();

    /// <summary>A socket of TCP, or one for a path.</summary>
    public static LinuxSocket Open(AddressFamily family)
    {
        // The connect of a path answers at once; that of TCP is waited for so that it can be ended.
        var (number, flags) = family switch
        {
            AddressFamily.Unix => (Libc.UnixFamily, 0),
            AddressFamily.InterNetworkV6 => (Libc.Inet6, Libc.NonBlocking),
            _ => (Libc.Inet, Libc.NonBlocking),
        };
        var descriptor = Libc.socket(number, Libc.Stream | Libc.CloseOnExec | flags, 0);
        if (descriptor < 0)
        {
            throw SocketErrors.Last();
        }

        var socket = new LinuxSocket(new SocketDescriptor(descriptor), number != Libc.UnixFamily);
        if (socket.IsTcp)
        {
            socket.SetOption(Libc.TcpLevel, Libc.TcpNoDelay, 1);
        }

        return socket;
    }

    public EndPoint? Remote { get; private set; }

    public bool IsTcp { get; }

    public void Bind(IPAddress local)
    {
        var address = new IPEndPoint(local, 0).Serialize();
        Check(Libc.bind(descriptor, address.Buffer.Span[..address.Size], (uint)address.Size));
    }

    public bool Connect(EndPoint remote, TimeSpan longest)
    {
        var address = remote.Serialize();
        while (Libc.connect(descriptor, address.Buffer.Span[..address.Size], (uint)address.Size) != 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case Libc.Interrupted:
                    continue;
                case Libc.InProgress when !this.WaitFor(SelectMode.SelectWrite, longest):
                    return false;
                case Libc.InProgress:
                    ThrowOutcome();
                    break;
                default:
                    throw SocketErrors.Last();
            }

            break;
        }

        if (IsTcp)
        {
            Check(Libc.fcntl(descriptor, Libc.SetFlags, Libc.ReadWrite));
        }

        Remote = remote;
        return true;
    }

    public bool Poll(TimeSpan longest, SelectMode what)
    {
        // Once it is disposed the kernel has ended it, and this returns at once.
        var isThere = descriptor.Poll(what == SelectMode.SelectRead ? Libc.Readable : Libc.Writable, longest);
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (what == SelectMode.SelectRead)
        {
            isReadable = isThere;
        }

        return isThere;
    }

    public int Receive(Span<byte> buffer)
    {
        if (MainThread.IsStarting && !isReadable)
        {
            this.WaitFor(SelectMode.SelectRead, Timeout.InfiniteTimeSpan);
        }

        return Receive(buffer, 0) ?? throw SocketErrors.Last();
    }

    public bool TryReceive(Span<byte> buffer, out int count)
    {
        var received = Receive(buffer, Libc.DontWait);
        count = received ?? 0;
        return received is not null;
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[Send(bytes, 0)..];
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => sender.SendAsync(bytes);

    public void SetOption(int level, int name, int value) =>
        Check(Libc.setsockopt(descriptor, level, name, in value, sizeof(int)));

    public int GetOption(int level, int name, Span<byte> value)
    {
        var length = (uint)value.Length;
        Check(Libc.getsockopt(descriptor, level, name, value, ref length));
        return (int)length;
    }

    public void Shutdown(SocketShutdown how) => Check(Libc.shutdown(descriptor, (int)how));

    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        try
        {
            // Closing alone would not wake a thread that waits for it. Where it is not connected there is nothing to
            // end.
            _ = Libc.shutdown(descriptor, (int)SocketShutdown.Both);
        }
        catch (ObjectDisposedException)
        {
            // Two at once.
        }

        descriptor.Dispose();
        sender.End();
    }

    /// <summary>How many bytes have come; null where there are none and it is not to wait.</summary>
    int? Receive(Span<byte> buffer, int flags)
    {
        isReadable = false;
        do
        {
            var count = Libc.recv(descriptor, buffer, (nuint)buffer.Length, flags);
            ObjectDisposedException.ThrowIf(count <= 0 && isDisposed, this);
            if (count >= 0)
            {
                return (int)count;
            }
        }
        while (WasInterrupted());
        return null;
    }

    /// <summary>How many bytes the kernel has taken; without waiting it may be none.</summary>
    int Send(ReadOnlySpan<byte> bytes, int flags)
    {
        do
        {
            var count = Libc.send(descriptor, bytes, (nuint)bytes.Length, flags | Libc.NoSignal);
            if (count >= 0)
            {
                return (int)count;
            }
        }
        while (WasInterrupted());
        return 0;
    }

    /// <summary>By a signal, so it is to be called again; false where it would have had to wait.</summary>
    static bool WasInterrupted() => Marshal.GetLastPInvokeError() switch
    {
        Libc.Interrupted => true,
        Libc.WouldBlock => false,
        _ => throw SocketErrors.Last(),
    };

    /// <summary>What became of a connect that was waited for.</summary>
    void ThrowOutcome()
    {
        Span<byte> outcome = stackalloc byte[sizeof(int)];
        GetOption(Libc.SocketLevel, Libc.SocketErrorOption, outcome);
        if (MemoryMarshal.Read<int>(outcome) is not 0 and var error)
        {
            throw SocketErrors.Exception(error);
        }
    }

    static void Check(int result)
    {
        if (result != 0)
        {
            throw SocketErrors.Last();
        }
    }
}
