namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// Waits until a file descriptor can be read or written. Another program may have made an open file non-blocking that
/// we share with it, as ssh and node do: then a read says EAGAIN instead of waiting. The flag stays as it is, because
/// the other program sees it too.
/// </summary>
static class Readiness
{
    public const short In = 1;
    public const short Out = 4;

    const int InterruptedCall = 4;
    const int TryAgain = 11;
    const int TryAgainMacOS = 35;

    /// <summary>
    /// The error of a call that is only to be made again, after waiting where there is nothing to do yet.
    /// </summary>
    /// <param name="error">The error number.</param>
    /// <param name="descriptor">The file descriptor.</param>
    /// <param name="events">What is waited for.</param>
    /// <param name="milliseconds">How long.</param>
    public static bool IsPassing(int error, int descriptor, short events, int milliseconds = Timeout.Infinite)
    {
        if (error is TryAgain or TryAgainMacOS)
        {
            Poll(descriptor, events, milliseconds);
            return true;
        }

        return error == InterruptedCall;
    }

    /// <summary>
    /// What is so of a descriptor, of what is asked and of what the system tells unasked; 0 when the time is up.
    /// </summary>
    public static short Poll(int descriptor, short events, int milliseconds)
    {
        var polled = new Libc.PollDescriptor { Descriptor = descriptor, Events = events };
        return Libc.poll(ref polled, 1, milliseconds) > 0 ? polled.ReturnedEvents : (short)0;
    }
}
