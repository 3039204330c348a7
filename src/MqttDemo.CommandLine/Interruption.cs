using System.Runtime.InteropServices;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine;

/// <summary>
/// SIGINT, SIGTERM and SIGHUP: the first asks the app to end well, the second to wait for nothing more, a third ends it
/// where it stands. Where our parent has one of them ignored, as nohup does, it stays ignored. What comes twice
/// at once is one signal: timeout(1) sends it to the process and then to its group, a terminal that closes likewise.
/// </summary>
public sealed class Interruption : IDisposable
{
    /// <summary>Signals that follow each other within this time are one: no user is that fast.</summary>
    static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(100);

    /// <summary>SIGQUIT is Ctrl-Break on Windows; elsewhere it ends a program with a core dump.</summary>
    static readonly PosixSignal[] Signals = OperatingSystem.IsWindows()
        ? [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT]
        : [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    readonly PosixSignalRegistration[] registrations;
    readonly Action<ExitCode> onFirst;
    readonly Action<ExitCode> onSecond;
    readonly TimeProvider time;
    readonly Lock gate = new();
    ExitCode first;
    PosixSignal last;
    long lastAt;
    int count;

    /// <param name="onFirst">Is called at the first signal with the exit code of a program that ends because of it:
    /// 129, 130 or 143.</param>
    /// <param name="onSecond">Is called at the second, with the same code.</param>
    /// <param name="time">The clock.</param>
    public Interruption(Action<ExitCode> onFirst, Action<ExitCode> onSecond, TimeProvider time)
    {
        (this.onFirst, this.onSecond, this.time) = (onFirst, onSecond, time);
        registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }

    /// <summary>Each on a thread of its own: what the first does may wait, and the second must not.</summary>
    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        switch (Count(context.Signal))
        {
            case 0:
                break;
            case 1:
                first = context.Signal switch
                {
                    PosixSignal.SIGTERM => ExitCode.Terminated,
                    PosixSignal.SIGHUP => ExitCode.HungUp,
                    _ => ExitCode.Interrupted,
                };
                onFirst(first);
                break;
            case 2:
                onSecond(first);
                break;
            default:
                Environment.Exit((int)first);
                break;
        }

        if (OperatingSystem.IsWindows() && context.Signal is PosixSignal.SIGHUP or PosixSignal.SIGTERM)
        {
            // The window closes, or the user logs off: Windows ends the program when this returns, and otherwise after
            // some seconds, in which it can end well.
            Thread.Sleep(Timeout.Infinite);
        }
    }

    /// <summary>How many signals there have been; 0 is a repetition of the last one.</summary>
    int Count(PosixSignal signal)
    {
        lock (gate)
        {
            if (count > 0 && signal == last && time.GetElapsedTime(lastAt) < AtOnce)
            {
                return 0;
            }

            (last, lastAt) = (signal, time.GetTimestamp());
            return ++count;
        }
    }
}
