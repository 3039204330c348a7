using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MqttDemo.Client.Transport;

/// <summary>
/// Connects a socket while a program starts, where a wait that is longer than a moment ends the start
/// (<see cref="MainThread"/>): a connect of the C library that does not wait, and a wait that tells. .NET has the first
/// only with an exception, or with a thread that watches it.
/// </summary>
static partial class LateConnect
{
    /// <summary>Only Linux answers a second connect with the outcome of the first.</summary>
    public static bool IsPossible => OperatingSystem.IsLinux() && MainThread.IsHere;

    /// <summary>Waits until it is connected, or cannot be. To close the socket ends it.</summary>
    /// <exception cref="SocketException">It cannot be.</exception>
    public static void Connect(Socket socket, IPEndPoint remote)
    {
        var address = remote.Serialize();
        socket.Blocking = false;
        if (connect(socket.SafeHandle, address.Buffer.Span[..address.Size], (uint)address.Size) != 0)
        {
            socket.WaitFor(SelectMode.SelectWrite);
        }

        socket.Connect(remote);
        socket.Blocking = true;
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int connect(SafeSocketHandle socket, ReadOnlySpan<byte> address, uint length);
}
