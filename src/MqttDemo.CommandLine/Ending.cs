using System.Runtime.ExceptionServices;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

#pragma warning disable CA1001 // Its CancellationTokenSource is left to the collector: a signal or a timer may be on its way while the app ends.
/// <summary>When and why a run ends. The first reason counts, and the first failure: it has led to the others.</summary>
public sealed class Ending(TimeProvider time)
{
    readonly CancellationTokenSource source = new();
    readonly Lock gate = new();

    /// <summary>It is time to end.</summary>
    public CancellationToken Token => source.Token;

    public ExitCode? Reason { get; private set; }

    public Exception? Failure { get; private set; }

    public void End(ExitCode reason)
    {
        Settle(reason);
        source.Cancel();
    }

    /// <summary>Ends nothing, but no later reason counts.</summary>
    public void Settle(ExitCode reason)
    {
        lock (gate)
        {
            Reason ??= reason;
        }
    }

    public void Fail(Exception failure)
    {
        lock (gate)
        {
            Failure ??= failure;
        }

        source.Cancel();
    }

    /// <summary>Ends it after so much time; null is never.</summary>
    public ITimer? After(TimeSpan? due) =>
        due is { } span ? time.CreateTimer(_ => End(ExitCode.TimedOut), null, span, Timeout.InfiniteTimeSpan) : null;

    /// <summary>Ends it well when this has happened: nobody reads our output any more.</summary>
    public async Task EndWithAsync(Task readerLeaves)
    {
        await readerLeaves;
        End(ExitCode.Done);
    }

    public void ThrowIfFailed()
    {
        if (Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
