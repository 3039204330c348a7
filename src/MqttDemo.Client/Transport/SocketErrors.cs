using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MqttDemo.Client.Transport;

/// <summary>What .NET calls the errors of Linux's sockets (asm-generic/errno.h).</summary>
static class SocketErrors
{
    /// <summary>Of the last call.</summary>
    public static SocketException Last() => Exception(Marshal.GetLastPInvokeError());

    public static SocketException Exception(int error) => new((int)Of(error));

    static SocketError Of(int error) => error switch
    {
        1 or 13 => SocketError.AccessDenied,
        2 or 99 => SocketError.AddressNotAvailable,
        12 or 105 => SocketError.NoBufferSpaceAvailable,
        14 => SocketError.Fault,
        22 => SocketError.InvalidArgument,
        23 or 24 => SocketError.TooManyOpenSockets,
        32 => SocketError.Shutdown,
        Libc.WouldBlock => SocketError.WouldBlock,
        93 => SocketError.ProtocolNotSupported,
        94 => SocketError.SocketNotSupported,
        95 => SocketError.OperationNotSupported,
        97 => SocketError.AddressFamilyNotSupported,
        98 => SocketError.AddressAlreadyInUse,
        100 => SocketError.NetworkDown,
        101 => SocketError.NetworkUnreachable,
        102 => SocketError.NetworkReset,
        103 => SocketError.ConnectionAborted,
        104 => SocketError.ConnectionReset,
        106 => SocketError.IsConnected,
        107 => SocketError.NotConnected,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        112 => SocketError.HostDown,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };
}
