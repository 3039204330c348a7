using System.Runtime.InteropServices;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>SIGINT and SIGTERM: the first asks the app to end well, the second ends it at once.</summary>
public sealed class Interruption : IDisposable
{
    readonly PosixSignalRegistration[] registrations;
    readonly Action<ExitCode> onFirst;
    ExitCode? first;

    /// <param name="onFirst">Is called at the first signal with the exit code of a program that ends because of it: 130 or 143.</param>
    public Interruption(Action<ExitCode> onFirst)
    {
        this.onFirst = onFirst;
        registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }

    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (first is { } code)
        {
            Environment.Exit((int)code);
        }

        var reason = context.Signal == PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
        // First noted: what is said of it may wait for whoever reads stderr, and a second signal must not.
        first = reason;
        onFirst(reason);
    }
}
