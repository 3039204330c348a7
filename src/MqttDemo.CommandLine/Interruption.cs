using System.Runtime.InteropServices;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>
/// SIGINT, SIGTERM and SIGHUP: the first asks the app to end well, the second to wait for nothing more, a third ends it where it stands. Where whoever
/// started us has one of them ignored, as nohup does, it stays ignored.
/// </summary>
public sealed class Interruption : IDisposable
{
    static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    readonly PosixSignalRegistration[] registrations;
    readonly Action<ExitCode> onFirst;
    readonly Action<ExitCode> onSecond;
    ExitCode first;
    int count;

    /// <param name="onFirst">Is called at the first signal with the exit code of a program that ends because of it: 129, 130 or 143.</param>
    /// <param name="onSecond">Is called at the second, with the same code.</param>
    public Interruption(Action<ExitCode> onFirst, Action<ExitCode> onSecond)
    {
        (this.onFirst, this.onSecond) = (onFirst, onSecond);
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
        switch (Interlocked.Increment(ref count))
        {
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
    }
}
