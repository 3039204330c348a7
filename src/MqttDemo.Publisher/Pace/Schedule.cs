using MqttDemo.Config;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher.Pace;

/// <summary>
/// Lets each message wait until it is due. What is late because the broker is slow is caught up with; what is late
/// because the input was slow moves all that follows, or a pause of the input would be followed by a burst. Times are
/// seconds since the start.
/// </summary>
#pragma warning disable CA1001 // An event whose handle is never asked for has none, and so nothing to dispose.
sealed class Schedule(IPace pace, TimeProvider time)
#pragma warning restore CA1001
{
    /// <summary>Reading a file is no pause of the input: a delay up to this, in seconds, is caught up with.</summary>
    const double Jitter = 0.005;

    readonly long started = time.GetTimestamp();

    // One object for all waits of its thread, as in Signal of the client.
    readonly ManualResetEventSlim isDue = new();
    bool hasBegun;
    double due;
    double now;

    // From when to when the next record was waited for; not a number when it was at hand.
    double wanted = double.NaN;
    double came = double.NaN;

    double Elapsed => time.GetElapsedTime(started).TotalSeconds;

    /// <summary>More input is waited for.</summary>
    public void OnInputWanted() => wanted = double.IsNaN(wanted) ? Elapsed : wanted;

    /// <summary>It has come.</summary>
    public void OnInputCame() => came = Elapsed;

    /// <summary>Waits until a message is due, on the thread that calls.</summary>
    /// <param name="record">The message.</param>
    /// <param name="flush">Sends what has gathered, before a wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public void Wait(in InputRecord record, Action flush, CancellationToken cancellationToken)
    {
        var interval = pace.Interval(record);
        due = hasBegun && pace.CatchesUp ? due + interval : Elapsed + (hasBegun ? interval : 0);
        hasBegun = true;
        // False for what is not a number.
        if (came > due + Jitter)
        {
            due += came - Math.Max(wanted, due + Jitter);
        }

        wanted = came = double.NaN;
        if (due > now && due > (now = Elapsed))
        {
            WaitUntilDue(flush, cancellationToken);
        }
    }

    /// <summary>
    /// In whole milliseconds, as timers are: where more messages than that are due in a second, several go out after
    /// each.
    /// </summary>
    void WaitUntilDue(Action flush, CancellationToken cancellationToken)
    {
        flush();
        while (now < due)
        {
            var milliseconds = Math.Ceiling(Math.Min(due - now, SettingTypes.LongestSeconds) * 1000);
            isDue.Reset();
            using var timer = time.CreateTimer(
                static state => ((ManualResetEventSlim)state!).Set(), isDue, TimeSpan.FromMilliseconds(milliseconds),
                Timeout.InfiniteTimeSpan);
            isDue.Wait(cancellationToken);
            now = Elapsed;
        }
    }
}
