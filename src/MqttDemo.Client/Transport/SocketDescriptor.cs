using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MqttDemo.Client.Transport;

/// <summary>A descriptor that is closed after its last use.</summary>
sealed class SocketDescriptor : SafeHandleMinusOneIsInvalid
{
    public SocketDescriptor(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>Waits for what is wanted, an error or the end; false after the time.</summary>
    public bool Poll(short wanted, TimeSpan longest)
    {
        var isHeld = false;
        try
        {
            DangerousAddRef(ref isHeld);
            return Wait(new() { Descriptor = (int)handle, Events = wanted }, longest);
        }
        finally
        {
            if (isHeld)
            {
                DangerousRelease();
            }
        }
    }

    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;

    static bool Wait(Libc.PollDescriptor wanted, TimeSpan longest)
    {
        var began = Stopwatch.GetTimestamp();
        var left = longest;
        while (true)
        {
            var count = Libc.poll(
                ref wanted, 1, longest == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Ceiling(left.TotalMilliseconds));
            if (count >= 0)
            {
                return count > 0;
            }

            if (Marshal.GetLastPInvokeError() != Libc.Interrupted)
            {
                throw SocketErrors.Last();
            }

            left = longest - Stopwatch.GetElapsedTime(began);
            left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
