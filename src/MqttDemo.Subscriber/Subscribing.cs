using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.Config;
using MqttDemo.Subscriber.Embedded;
using MqttDemo.Subscriber.Filters;
using MqttDemo.Subscriber.Handling;

namespace MqttDemo.Subscriber;

#pragma warning disable CA1001 // Its CancellationTokenSource is left to the collector: a signal or a timer may be on its way while the app ends.
/// <summary>One run of the subscriber: connect, subscribe, deal with what arrives and acknowledge what has been dealt with, until it is time to end.</summary>
sealed class Subscribing(RunContext context, SubscribeSettings settings, TimeProvider time)
{
    readonly Messages messages = context.Messages;
    readonly Selection selection = new(settings.Filters, settings.Ending.Count, context.Messages.Warning, time);
    readonly CancellationTokenSource stop = new();
    ExitCode? endedWith;
    Exception? failure;

    public async Task<ExitCode> RunAsync()
    {
        using var output = MessageOutput.Open(settings.Output, context.Terminal, time);
        await using var embedded = await EmbeddedBroker.StartIfNeededAsync(context.Settings.Connection, messages);
        using var interruption = new Interruption(() => Stop(ExitCode.Done));
        await using var overall = Timer(settings.Ending.Overall);
        var retained = settings.Filters.Retained == true ? new RetainedEnding(time) : null;
        try
        {
            var report = new SessionReport(
                messages, announces: true, context.IsDebug, "what was published meanwhile is gone; -c with -i keeps it", settings.NeedsMqtt5);
            await using var session = await MqttSession.ConnectAsync(
                context.Settings.Connection, startsClean: !context.Settings.Connection.KeepSession, report, time, stop.Token);
            using var handler = new BlockHandler(context, settings, selection, time).Create(session, output, Fail, stop.Token);
            return await RunAsync(session, handler, retained);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return endedWith ?? ExitCode.Done;
        }
    }

    async Task<ExitCode> RunAsync(MqttSession session, IBlockHandler handler, RetainedEnding? retained)
    {
        // Receiving begins first: what a kept session has waiting may come before the SUBACK, and more of it than there is room for.
        // A thread of its own, because its writes may wait for whoever reads them.
        var receiving = Task.Factory.StartNew(() => Receive(session, handler, retained), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var receivingEnded = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var subscribing = SubscribeAsync(session, retained, receivingEnded.Token);
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
        if (await Task.WhenAny(receiving, stopped, OutputClosedAsync()) != receiving)
        {
            session.StopReceiving();
            await stop.CancelAsync();
            await Task.WhenAny(receiving, Task.Delay(handler.Patience, time));
        }

        endedWith ??= ExitCode.Done;
        await receivingEnded.CancelAsync();
        await DeliverAsync(session);
        if (await session.CloseAsync(CancellationToken.None) is { } doubt)
        {
            messages.Warning($"{session.Counts.MayBeLost} of the replies at QoS 0 may not have arrived: {doubt}");
        }

        // It ends with the session, and may have a failure to tell that has stopped everything else.
        await subscribing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var cause in (Exception?[])[failure, subscribing.Exception?.InnerException, receiving.Exception?.InnerException])
        {
            if (cause is not (null or OutputClosedException or OperationCanceledException))
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
            }
        }

        return session.Counts.Refused > 0 && endedWith == ExitCode.Done ? ExitCode.Denied : endedWith.Value;
    }

    async Task SubscribeAsync(MqttSession session, RetainedEnding? retained, CancellationToken receivingEnded)
    {
        var filters = settings.Topics.Request.Filters;
        try
        {
            await session.SubscribeAsync(settings.Topics.Request, stop.Token);
            messages.Note($"Subscribed to {(filters.Count == 1 ? filters[0].Filter : $"{filters.Count} topic filters")}");
            if (settings.Ending.AfterSubscribing)
            {
                Stop(ExitCode.Done);
            }

            if (retained is not null)
            {
                await retained.WaitAsync(session, receivingEnded);
                Stop(ExitCode.Done);
            }
        }
        catch
        {
            // Without its subscriptions there is nothing to wait for; the failure is told when the receiving has ended.
            await stop.CancelAsync();
            throw;
        }
    }

    void Receive(MqttSession session, IBlockHandler handler, RetainedEnding? retained)
    {
        using var idle = Timer(settings.Ending.Idle);
        try
        {
            while (!selection.IsComplete && session.Receive(stop.Token) is { } block)
            {
                idle?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                handler.Handle(block, retained?.Begin(block));
                idle?.Change(settings.Ending.Idle!.Value, Timeout.InfiniteTimeSpan);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It is time to end.
        }
        finally
        {
            handler.Complete();
        }
    }

    /// <summary>What the handling has published, answers and removals, is for the broker to have before we go; but an outage may have no end.</summary>
    async Task DeliverAsync(MqttSession session)
    {
        if (session.Counts.Unfinished == 0)
        {
            return;
        }

        session.StopReceiving();
        var patience = context.Settings.Connection.ConnectTimeout;
        using var limit = new CancellationTokenSource(patience, time);
        try
        {
            await session.DrainAsync(limit.Token);
        }
        catch (MqttDemoException e)
        {
            Doubt(e.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Doubt($"the broker has not confirmed them within {patience.TotalSeconds:0.###} s");
        }

        void Doubt(string reason) => messages.Warning($"{session.Counts.Unfinished} of the messages published here may not have arrived: {reason}");
    }

    /// <summary>Completes when nobody reads our stdout any more.</summary>
    Task OutputClosedAsync() => settings.Output.GoesToStdout ? context.Terminal.WhenOutCloses() : Task.Delay(Timeout.InfiniteTimeSpan, time);

    ITimer? Timer(TimeSpan? due) => due is { } span
        ? time.CreateTimer(_ => Stop(ExitCode.TimedOut), null, span, Timeout.InfiniteTimeSpan)
        : null;

    void Fail(Exception e)
    {
        // The first one has led to the others.
        failure ??= e;
        stop.Cancel();
    }

    void Stop(ExitCode exitCode)
    {
        // The first reason counts.
        endedWith ??= exitCode;
        stop.Cancel();
    }
}
