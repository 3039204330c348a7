using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.Config;
using MqttDemo.Subscriber.Filters;
using MqttDemo.Subscriber.Handling;

namespace MqttDemo.Subscriber.Commands;

/// <summary>--exec: runs a command for each message, and acknowledges the message when the command has ended with 0.</summary>
/// <param name="settings">The command.</param>
/// <param name="selection">Which messages.</param>
/// <param name="reply">Publishes what the command writes; null does not.</param>
/// <param name="removal">Removes retained messages that have been dealt with; null does not.</param>
/// <param name="messages">Where failures are told.</param>
/// <param name="fail">Is told of a failure that ends it all.</param>
/// <param name="time">The clock.</param>
/// <param name="stop">No more commands are begun.</param>
sealed class CommandHandling(
    CommandSettings settings,
    Selection selection,
    Reply? reply,
    RetainedRemoval? removal,
    Messages messages,
    Action<Exception> fail,
    TimeProvider time,
    CancellationToken stop) : IBlockHandler
{
    readonly CommandRun command = new(settings);
    readonly Acknowledgements acknowledgements = new();
    readonly SemaphoreSlim slots = new(settings.Jobs);

    /// <summary>What has been begun is not given up; a second signal does that.</summary>
    public TimeSpan Patience => Timeout.InfiniteTimeSpan;

    public void Handle(ReceivedBlock block)
    {
        var open = acknowledgements.Open(block);
        var count = block.Messages.Count;
        for (var i = 0; i < count && !selection.IsComplete; i++)
        {
            // Read before anything is finished: with its last message the block is given back.
            var message = block.Messages[i];
            // Before it is asked for: what a filter remembers as shown has to be.
            TakeSlot();
            if (selection.Takes(message))
            {
                var index = i;
                _ = Task.Run(() => RunAsync(message, open, index), CancellationToken.None);
            }
            else
            {
                _ = FinishAsync(message, open, i);
            }
        }
    }

    public void Complete()
    {
        if (stop.IsCancellationRequested && slots.CurrentCount < settings.Jobs)
        {
            messages.Note("Waiting for the commands that are running; interrupt again to leave them alone");
        }

        for (var job = 0; job < settings.Jobs; job++)
        {
            slots.Wait(CancellationToken.None);
        }
    }

    public void Dispose() => slots.Dispose();

    void TakeSlot()
    {
        slots.Wait(stop);
        if (stop.IsCancellationRequested)
        {
            // Both at once: the one that has failed has given its slot back.
            slots.Release();
            throw new OperationCanceledException(stop);
        }
    }

    async Task RunAsync(ReceivedMessage message, Acknowledgements.OpenBlock open, int index)
    {
        try
        {
            if (!await SucceedsAsync(message))
            {
                slots.Release();
                return;
            }
        }
        catch (Exception e)
        {
            fail(e);
            slots.Release();
            return;
        }

        await FinishAsync(message, open, index);
    }

    async Task FinishAsync(ReceivedMessage message, Acknowledgements.OpenBlock open, int index)
    {
        try
        {
            if (removal is not null)
            {
                await removal.RemoveAsync(message, CancellationToken.None);
                removal.Flush();
            }

            acknowledgements.Finish(open, index);
        }
        catch (Exception e)
        {
            fail(e);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>True when the message has been dealt with.</summary>
    async Task<bool> SucceedsAsync(ReceivedMessage message)
    {
        for (var failures = 1; ; failures++)
        {
            var result = await command.RunAsync(message);
            if (result.Failure is not { } reason)
            {
                if (reply is not null)
                {
                    await reply.SendAsync(message, result.Output, CancellationToken.None);
                }

                return true;
            }

            var sentence = $"the command for a message of {message.Topic} {reason}";
            if (stop.IsCancellationRequested)
            {
                // Ctrl-C goes to the command as well as to us.
                messages.Warning($"{sentence}; the message is not acknowledged");
                return false;
            }

            switch (settings.OnError)
            {
                case OnError.Skip:
                    messages.Warning($"{sentence}: skipped");
                    return true;
                case OnError.Stop:
                    fail(new MqttDemoException(
                        ExitCode.CommandFailed, $"{sentence}; the message is not acknowledged", "--on-error retry or skip goes on; with -q 1 -c -i the broker keeps the message"));
                    return false;
                case OnError.Retry:
                    if (!await WaitAsync(sentence, Backoff.Delay(failures, 0.5 + (Random.Shared.NextDouble() / 2))))
                    {
                        return false;
                    }

                    break;
            }
        }
    }

    /// <summary>False when there is no time left for another attempt.</summary>
    async Task<bool> WaitAsync(string sentence, TimeSpan delay)
    {
        messages.Warning(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{sentence}; trying again in {delay.TotalSeconds:0.0} s"));
        await Task.Delay(delay, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }
}
