using System.Runtime.InteropServices;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>SIGINT and SIGTERM: the first asks the app to end well, the second ends it at once.</summary>
public sealed class Interruption : IDisposable
{
    // Never disposed: a signal may be on its way while the app ends, and there is nothing in it to be given back.
    readonly CancellationTokenSource source = new();
    readonly PosixSignalRegistration[] registrations;
    readonly Action<ExitCode> onFirst;

    /// <param name="onFirst">Is called at the first signal with its exit code, before the token is cancelled.</param>
    public Interruption(Action<ExitCode> onFirst)
    {
        this.onFirst = onFirst;
        registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
    }

    public CancellationToken Token => source.Token;

    /// <summary>The exit code of a program that ends because of the signal: 130 or 143.</summary>
    public ExitCode ExitCode { get; private set; }

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
        if (source.IsCancellationRequested)
        {
            Environment.Exit((int)ExitCode);
        }

        ExitCode = context.Signal == PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
        onFirst(ExitCode);
        source.Cancel();
    }
}
