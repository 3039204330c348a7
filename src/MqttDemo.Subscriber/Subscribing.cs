using MqttDemo.Client.Session;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Formats;
using MqttDemo.Config;
using MqttDemo.Subscriber.Embedded;

namespace MqttDemo.Subscriber;

/// <summary>One run of the subscriber: connect, subscribe, write what arrives and acknowledge what is written, until it is time to end.</summary>
sealed class Subscribing(RunContext context, SubscribeSettings settings, TimeProvider time)
{
    /// <summary>How long the writing may take to end when it is asked to; a reader that is stopped would hold it for ever.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    readonly Messages messages = context.Messages;
    long remaining = settings.Ending.Count ?? long.MaxValue;
    ExitCode? endedWith;

    public async Task<ExitCode> RunAsync()
    {
        using var output = MessageOutput.Open(settings.Output, context.Terminal, time);
        await using var embedded = await EmbeddedBroker.StartIfNeededAsync(context.Settings.Connection, messages);
        // Not disposed: a signal or a timer may be on its way while the app ends.
        var stop = new CancellationTokenSource();
        using var interruption = new Interruption(() => Stop(stop, ExitCode.Done));
        await using var overall = Timer(settings.Ending.Overall, stop);
        try
        {
            var report = new SessionReport(messages, announces: true, context.IsDebug, "what was published meanwhile is gone; -c with -i keeps it");
            await using var session = await MqttSession.ConnectAsync(
                context.Settings.Connection, startsClean: !context.Settings.Connection.KeepSession, report, time, stop.Token);
            return await RunAsync(session, output, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return endedWith ?? ExitCode.Done;
        }
    }

    async Task<ExitCode> RunAsync(MqttSession session, MessageOutput output, CancellationTokenSource stop)
    {
        // Receiving begins first: what a kept session has waiting may come before the SUBACK, and more of it than there is room for.
        // A thread of its own, because its writes may wait for whoever reads them.
        var receiving = Task.Factory.StartNew(() => Receive(session, output, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var subscribing = SubscribeAsync(session, stop);
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
        if (await Task.WhenAny(receiving, stopped, OutputClosedAsync()) != receiving)
        {
            session.StopReceiving();
            await stop.CancelAsync();
            await Task.WhenAny(receiving, Task.Delay(Patience, time));
        }

        endedWith ??= ExitCode.Done;
        await session.CloseAsync(CancellationToken.None);
        // It ends with the session, and may have a failure to tell that has stopped everything else.
        await subscribing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var failure in ((Task[])[subscribing, receiving]).Select(task => task.Exception?.InnerException))
        {
            if (failure is not (null or OutputClosedException or OperationCanceledException))
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }
        }

        return endedWith.Value;
    }

    async Task SubscribeAsync(MqttSession session, CancellationTokenSource stop)
    {
        var filters = settings.Topics.Request.Filters;
        try
        {
            await session.SubscribeAsync(settings.Topics.Request, stop.Token);
            messages.Note($"Subscribed to {(filters.Count == 1 ? filters[0].Filter : $"{filters.Count} topic filters")}");
        }
        catch
        {
            // Without its subscriptions there is nothing to wait for; the failure is told when the receiving has ended.
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>The heart: nothing is acknowledged that has not been written.</summary>
    void Receive(MqttSession session, MessageOutput output, CancellationTokenSource stop)
    {
        var isForTerminal = settings.Output.GoesToStdout && context.Terminal.OutIsTerminal;
        var format = MessageFormat.Create(settings.Output, isForTerminal, messages, time);
        using var idle = Timer(settings.Ending.Idle, stop);
        while (remaining > 0 && session.Receive(stop.Token) is { } block)
        {
            idle?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var handled = Write(block, format, output);
            output.Flush();
            block.Acknowledge(handled);
            idle?.Change(settings.Ending.Idle!.Value, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Writes the messages of a block as long as they are wanted, and says how many of them have been dealt with.</summary>
    int Write(ReceivedBlock block, IMessageFormat format, MessageOutput output)
    {
        for (var i = 0; i < block.Messages.Count; i++)
        {
            if (remaining == 0)
            {
                return i;
            }

            var message = block.Messages[i];
            if (!IsFilteredOut(message.Topic))
            {
                output.Write(message, format);
                remaining--;
            }
        }

        return block.Messages.Count;
    }

    bool IsFilteredOut(string topic)
    {
        foreach (var filter in settings.Topics.FilterOut)
        {
            if (TopicFilter.Matches(filter, topic))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Completes when nobody reads our stdout any more.</summary>
    Task OutputClosedAsync() => settings.Output.GoesToStdout ? context.Terminal.WhenOutCloses() : Task.Delay(Timeout.InfiniteTimeSpan, time);

    ITimer? Timer(TimeSpan? due, CancellationTokenSource stop) => due is { } span
        ? time.CreateTimer(_ => Stop(stop, ExitCode.TimedOut), null, span, Timeout.InfiniteTimeSpan)
        : null;

    void Stop(CancellationTokenSource stop, ExitCode exitCode)
    {
        // The first reason counts.
        endedWith ??= exitCode;
        stop.Cancel();
    }
}
