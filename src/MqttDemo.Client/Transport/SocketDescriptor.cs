using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MqttDemo.Client.Transport;

/// <summary>A descriptor that is closed after its last use.</summary>
sealed class SocketDescriptor : SafeHandleMinusOneIsInvalid
{
    public SocketDescriptor(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>
    /// Waits for what is wanted, an error or the end; false after the time, or when the main thread is interrupted
    /// (<see cref="MainThread"/>).
    /// </summary>
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
        var interruption = MainThread.Interruption;
        Span<Libc.PollDescriptor> all = [wanted, new() { Descriptor = interruption ?? -1, Events = Libc.Readable }];
        var began = Stopwatch.GetTimestamp();
        var left = longest;
        while (true)
        {
            var count = Libc.poll(
                all,
                interruption is null ? 1u : 2u,
                longest == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Ceiling(left.TotalMilliseconds));
            if (count >= 0)
            {
                return all[0].ReturnedEvents != 0;
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
