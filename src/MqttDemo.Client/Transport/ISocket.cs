using System.Net;
using System.Net.Sockets;

namespace MqttDemo.Client.Transport;

/// <summary>
/// A socket whose reads wait in the kernel, on the thread that asks. To dispose it ends whatever waits for it.
/// </summary>
interface ISocket : IDisposable
{
    /// <summary>Where it leads; null before it is connected.</summary>
    EndPoint? Remote { get; }

    /// <summary>Otherwise it leads to a path.</summary>
    bool IsTcp { get; }

    /// <summary>Connects from an address of this machine.</summary>
    /// <exception cref="SocketException">It has no such address.</exception>
    void Bind(IPAddress local);

    /// <summary>Waits until it is connected; false after the time, where it can be asked to wait no longer.</summary>
    /// <exception cref="SocketException">It cannot be connected.</exception>
    bool Connect(EndPoint remote, TimeSpan longest);

    /// <summary>Waits for one of the two: something to read, or its end; room to write. False after the time.</summary>
    bool Poll(TimeSpan longest, SelectMode what);

    /// <summary>Waits for the first bytes; 0 is the end.</summary>
    int Receive(Span<byte> buffer);

    /// <summary>Takes the bytes that are there, and the end, which is 0; false where there is neither.</summary>
    bool TryReceive(Span<byte> buffer, out int count);

    /// <summary>Waits until the kernel has taken all.</summary>
    void Send(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Completes when the kernel has taken all; the thread that asks does not wait. Nothing ends it in the middle but
    /// the end of the socket.
    /// </summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Numbers as the system has them.</summary>
    void SetOption(int level, int name, int value);

    /// <summary>The same; the length of what the system says.</summary>
    int GetOption(int level, int name, Span<byte> value);

    void Shutdown(SocketShutdown how);
}
