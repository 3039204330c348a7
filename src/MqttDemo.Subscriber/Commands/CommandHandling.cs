using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Subscriber.Filters;
using MqttDemo.Subscriber.Handling;

namespace MqttDemo.Subscriber.Commands;

/// <summary>
/// --exec: runs a command for each message, and acknowledges the message when the command has ended with 0.
/// </summary>
/// <param name="attempts">Runs the command for a message.</param>
/// <param name="jobs">How many run at once.</param>
/// <param name="selection">Which messages.</param>
/// <param name="reply">Publishes what the command writes; null does not.</param>
/// <param name="removal">Removes retained messages that have been dealt with; null does not.</param>
/// <param name="messages">Where failures are reported.</param>
/// <param name="ending">Is notified of a failure that ends the run; once it has stopped no command is begun.</param>
/// <param name="patience">How long an answer or a removal may wait for the broker when it is time to end.</param>
/// <param name="time">The clock.</param>
sealed class CommandHandling(
    CommandAttempts attempts,
    int jobs,
    Selection selection,
    Reply? reply,
    RetainedRemoval? removal,
    Messages messages,
    Ending ending,
    TimeSpan patience,
    TimeProvider time) : IBlockHandler
{
    readonly Acknowledgements acknowledgements = new();
    readonly SemaphoreSlim slots = new(jobs);
    readonly CancellationTokenSource completing = CancellationTokenSource.CreateLinkedTokenSource(ending.Stopped);

    /// <summary>What has been begun is not given up; a second signal does that.</summary>
    public TimeSpan Patience => Timeout.InfiniteTimeSpan;

    public bool Completes => true;

    public void Handle(ReceivedBlock block, Action? acknowledged)
    {
        var open = acknowledgements.Open(block, acknowledged);
        var count = block.Messages.Count;
        for (var i = 0; i < count && !selection.IsClosed; i++)
        {
            // Read before anything is finished: with its last message the block is given back.
            var message = block.Messages[i];
            // Before it is asked for: what a filter remembers as shown has to be.
            TakeSlot();
            if (!block.Begin(i))
            {
                slots.Release();
                acknowledgements.Finish(open, i);
                continue;
            }

            var isTaken = Takes(message, out var isInScope);
            var removes = removal is not null && RetainedRemoval.IsFor(message, isInScope);
            if (isTaken)
            {
                var index = i;
                _ = Task.Run(() => RunAsync(message, open, index, removes), CancellationToken.None);
            }
            else
            {
                _ = FinishAsync(message, open, i, removes);
            }
        }
    }

    public void Complete()
    {
        if (ending.Token.IsCancellationRequested && slots.CurrentCount < jobs)
        {
            messages.Note("Waiting for the commands that are running; interrupt again to leave them running");
        }

        completing.Cancel();
        try
        {
            for (var job = 0; job < jobs; job++)
            {
                slots.Wait(ending.GivenUp);
            }
        }
        catch (OperationCanceledException) when (ending.GivenUp.IsCancellationRequested)
        {
            // They are left alone.
        }
    }

    public void Dispose()
    {
        // The slots are left to the collector: a command that is left alone gives its slot back.
        completing.Dispose();
    }

    bool Takes(in ReceivedMessage message, out bool isInScope)
    {
        try
        {
            return selection.Takes(message, out isInScope);
        }
        catch
        {
            // The wait for all slots at the end would wait for this one forever.
            slots.Release();
            throw;
        }
    }

    void TakeSlot()
    {
        slots.Wait(ending.Stopped);
        if (ending.Stopped.IsCancellationRequested)
        {
            // Both at once: the one that has failed has given its slot back.
            slots.Release();
            throw new OperationCanceledException(ending.Stopped);
        }
    }

    async Task RunAsync(ReceivedMessage message, Acknowledgements.OpenBlock open, int index, bool removes)
    {
        CommandOutcome outcome;
        try
        {
            outcome = await attempts.RunAsync(message, output => AnswerAsync(message, output));
            if (outcome == CommandOutcome.Open)
            {
                if (ending.Token.IsCancellationRequested)
                {
                    // Nothing behind it can be acknowledged.
                    ending.Stop();
                }

                slots.Release();
                return;
            }
        }
        catch (Exception e)
        {
            ending.Fail(e);
            slots.Release();
            return;
        }

        // What no command has dealt with stays where it is.
        await FinishAsync(message, open, index, removes && outcome == CommandOutcome.Done);
    }

    async Task FinishAsync(ReceivedMessage message, Acknowledgements.OpenBlock open, int index, bool removes)
    {
        try
        {
            if (removes)
            {
                var what = $"the retained message of {message.Topic} is not removed";
                if (!await PublishAsync(token => removal!.RemoveAsync(message, token), what))
                {
                    return;
                }

                removal!.Flush();
            }

            acknowledgements.Finish(open, index);
        }
        catch (Exception e)
        {
            ending.Fail(e);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>Publishes what the command has written, where that is wanted; false when it could not be.</summary>
    async Task<bool> AnswerAsync(ReceivedMessage message, ReadOnlyMemory<byte> output) =>
        reply is null
            || await PublishAsync(
                token =>
                    reply.SendAsync(message, output, token), $"the answer to a message of {message.Topic} is not sent");

    /// <summary>
    /// Publishes, through an outage too. When it is time to end that has a limit; false when it was reached.
    /// </summary>
    async Task<bool> PublishAsync(Func<CancellationToken, ValueTask> publish, string otherwise)
    {
        using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var registration = completing.Token.UnsafeRegister(_ => limit.CancelAfter(patience), null);
        try
        {
            await publish(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            messages.Warning(
                $"{otherwise}, and the message not acknowledged: the broker has not answered for "
                + $"{patience.TotalSeconds:0.###} s");
            return false;
        }
    }
}
