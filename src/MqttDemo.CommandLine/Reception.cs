using MqttDemo.Client;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine;

/// <summary>
/// Receives on a thread of its own, whose writes may wait for the reader of the output, until that is complete or it is
/// time to end. A failure goes to the ending.
/// </summary>
public sealed class Reception(MqttSession session, Ending ending, TimeProvider time)
{
    /// <summary>Takes what arrives; returns when nothing more is wanted.</summary>
    public required Action Receive { get; init; }

    /// <summary>Ends the dealing with what has been taken, after a failure too; null is nothing to do.</summary>
    public Action? Complete { get; init; }

    /// <summary>Subscribes, and does what follows from that. The token: receiving has ended.</summary>
    public required Func<CancellationToken, Task> AskAsync { get; init; }

    /// <summary>
    /// Takes leave of the broker when it is time to end; what it still has for us is received meanwhile. Must not fail.
    /// </summary>
    public Func<Task> LeaveAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>Ends the session.</summary>
    public required Func<Task> CloseAsync { get; init; }

    /// <summary>How long receiving may go on when it is time to end.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    public async Task RunAsync()
    {
        // Receiving begins first: what a kept session has waiting may come before the SUBACK, and more of it than there
        // is room for.
        var receiving = ReceiveAsync();
        using var receivingEnded = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        var asking = AskOnceAsync(receivingEnded.Token);
        await ending.UntilAsync(receiving);
        await LeaveWhileAsync(receiving);
        // What arrives now is not wanted, and must not fill the memory while answers to what was published are
        // awaited.
        session.StopReceiving();
        await Task.WhenAny(receiving, Task.Delay(Patience, time, ending.GivenUp));
        // A time that runs out while the session is being closed has cut nothing short.
        ending.Settle(ExitCode.Done);
        receivingEnded.Cancel();
        await CloseAsync();
        // It ends with the session.
        await asking;
    }

    /// <summary>No longer than somebody receives.</summary>
    async Task LeaveWhileAsync(Task receiving)
    {
        var leaving = LeaveAsync();
        await Task.WhenAny(receiving, leaving);
        ending.Stop();
        await leaving;
    }

    /// <summary>While the program starts, there is no thread for it before there is something to receive.</summary>
    async Task ReceiveAsync()
    {
        var arrival = MainThread.IsHere ? session.HasArrivedAsync(ending.Stopped) : Task.FromResult(true);
        if (await Task.WhenAny(arrival, MainThread.WhenStarted) != arrival || await arrival || Complete is not null)
        {
            await DedicatedThread.Start("receiving", ReceiveAll);
        }
    }

    void ReceiveAll()
    {
        Try(Receive);
        if (Complete is not null)
        {
            Try(Complete);
        }
    }

    void Try(Action step)
    {
        try
        {
            step();
        }
        catch (OperationCanceledException) when (ending.Token.IsCancellationRequested)
        {
            // It is time to end.
        }
        catch (OutputClosedException)
        {
            ending.End(ExitCode.Done);
        }
        catch (Exception e)
        {
            ending.Fail(e);
        }
    }

    async Task AskOnceAsync(CancellationToken receivingEnded)
    {
        try
        {
            await AskAsync(receivingEnded);
        }
        catch (OperationCanceledException) when (receivingEnded.IsCancellationRequested
            || ending.Token.IsCancellationRequested)
        {
            // It is time to end.
        }
        catch (Exception e)
        {
            // Without it there is nothing to wait for.
            ending.Fail(e);
        }
    }
}
