using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MqttDemo.Client.Transport;

/// <summary>.NET's socket: wherever <see cref="LinuxSocket"/> is not.</summary>
sealed class SystemSocket(Socket socket) : ISocket
{
    public EndPoint? Remote => socket.RemoteEndPoint;

    public bool IsTcp => socket.AddressFamily != AddressFamily.Unix;

    public void Bind(IPAddress local) => socket.Bind(new IPEndPoint(local, 0));

    public bool Connect(EndPoint remote, TimeSpan longest)
    {
        // It cannot be asked to wait for a moment only.
        MainThread.EndStart();
        if (remote is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address))
        {
            LoopbackRefusals.Believe(socket);
        }

        socket.Connect(remote);
        return true;
    }

    public bool Poll(TimeSpan longest, SelectMode what) => socket.Poll(longest, what);

    public int Receive(Span<byte> buffer)
    {
        // Not in Receive: the first asynchronous write has made the socket one that does not block, and with such a one
        // .NET would wait on its own threads.
        this.WaitFor(SelectMode.SelectRead);
        return socket.Receive(buffer);
    }

    public bool TryReceive(Span<byte> buffer, out int count)
    {
        var isThere = Poll(TimeSpan.Zero, SelectMode.SelectRead);
        count = isThere ? socket.Receive(buffer) : 0;
        return isThere;
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes).ConfigureAwait(false)..];
        }
    }

    public void SetOption(int level, int name, int value) =>
        socket.SetRawSocketOption(level, name, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));

    public int GetOption(int level, int name, Span<byte> value) => socket.GetRawSocketOption(level, name, value);

    public void Shutdown(SocketShutdown how) => socket.Shutdown(how);

    public void Dispose()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Nothing to end.
        }

        socket.Dispose();
    }
}
