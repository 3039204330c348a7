using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// Whether stdin is a pipe or a socket that has bytes now: looked at without waiting, and without taking any.
/// </summary>
static class PendingInput
{
    const short HungUp = 16;
    const int Peek = 2;
    const int DontWait = 0x40;
    const int DontWaitOnMacOS = 0x80;
    const int NotASocket = 88;
    const int NotASocketOnMacOS = 38;

    public static bool IsThere() =>
        OperatingSystem.IsWindows() ? IsThereOnWindows() : IsInSocket() ?? IsInPipe();

    /// <summary>Null where it is no socket. poll would tell the end of a connection in the same way as bytes.</summary>
    static bool? IsInSocket()
    {
        Span<byte> one = stackalloc byte[1];
        var count = Libc.recv(0, one, 1, Peek | (OperatingSystem.IsMacOS() ? DontWaitOnMacOS : DontWait));
        return count >= 0 ? count > 0 : Marshal.GetLastPInvokeError() is NotASocket or NotASocketOnMacOS ? null : false;
    }

    static bool IsInPipe()
    {
        var events = Readiness.Poll(0, Readiness.In, 0);
        // macOS does not tell bytes from the end when the other side has gone.
        return (events & Readiness.In) != 0 && !(OperatingSystem.IsMacOS() && (events & HungUp) != 0);
    }

    [SupportedOSPlatform("windows")]
    static bool IsThereOnWindows()
    {
        var handle = Kernel32.GetStdHandle(Kernel32.StandardInput);
        return Kernel32.GetFileSizeEx(handle, out var length)
            ? length > 0
            : Kernel32.PeekNamedPipe(handle, 0, 0, 0, out var available, 0) && available > 0;
    }
}
