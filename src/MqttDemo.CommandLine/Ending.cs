using System.Runtime.ExceptionServices;
using MqttDemo.Client;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine;

// Its CancellationTokenSource is left to the collector: a signal or a timer may be on its way while the app ends.
#pragma warning disable CA1001
/// <summary>
/// When and why a run ends. The first reason counts, and the first failure: it has led to the others.
/// </summary>
public sealed class Ending(TimeProvider time)
{
    readonly CancellationTokenSource source = new();
    readonly CancellationTokenSource stopping = new();
    readonly CancellationTokenSource givingUp = new();
    readonly Lock gate = new();

    /// <summary>It is time to end.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>
    /// Nothing more is begun. The same as <see cref="Token"/>, unless <see cref="TakesLeave"/>: then what the broker
    /// still has for us is dealt with in between.
    /// </summary>
    public CancellationToken Stopped => stopping.Token;

    /// <summary>Whether that is so.</summary>
    public bool TakesLeave { get; init; }

    /// <summary>Nothing is waited for any more: what is still on its way then is counted, and told.</summary>
    public CancellationToken GivenUp => givingUp.Token;

    /// <summary>When that was, as the end of a sentence: "within 5 s".</summary>
    public string? Limit { get; private set; }

    public ExitCode? Reason { get; private set; }

    public Exception? Failure { get; private set; }

    public void End(ExitCode reason)
    {
        Settle(reason);
        source.Cancel();
        if (!TakesLeave)
        {
            stopping.Cancel();
        }
    }

    /// <summary>There is nothing left to deal with, or no time for it.</summary>
    public void Stop() => stopping.Cancel();

    /// <summary>Ends it at once: <see cref="GivenUp"/>.</summary>
    /// <param name="reason">Why, unless it is ending already.</param>
    /// <param name="limit">What comes after "the broker has not acknowledged it".</param>
    public void GiveUp(ExitCode reason, string limit)
    {
        lock (gate)
        {
            Limit ??= limit;
        }

        End(reason);
        givingUp.Cancel();
        stopping.Cancel();
    }

    /// <summary>The same after a time; null is never.</summary>
    public ITimer? GiveUpAfter(TimeSpan? due, ExitCode reason, string limit) =>
        due is { } span ? time.CreateTimer(_ => GiveUp(reason, limit), null, span, Timeout.InfiniteTimeSpan) : null;

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
        stopping.Cancel();
    }

    /// <summary>Ends it after a time; null is never.</summary>
    public ITimer? After(TimeSpan? due) =>
        due is { } span ? time.CreateTimer(_ => End(ExitCode.TimedOut), null, span, Timeout.InfiniteTimeSpan) : null;

    /// <summary>
    /// Completes with the task, however that ends, or when it is time to end. Not by Task.WhenAny with a Task.Delay,
    /// whose end by a token goes on in the pool: see <see cref="MainThread"/>.
    /// </summary>
    public async Task UntilAsync(Task task)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var ending = Token.UnsafeRegister(
            static state => ((TaskCompletionSource)state!).TrySetResult(), end);
        _ = task.ContinueWith(
            static (_, state) => ((TaskCompletionSource)state!).TrySetResult(), end, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await end.Task;
    }

    /// <summary>Ends it well when this has happened: the reader of our output is gone.</summary>
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
