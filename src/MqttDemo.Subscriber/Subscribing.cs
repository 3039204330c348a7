using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.Config;
using MqttDemo.Subscriber.Embedded;
using MqttDemo.Subscriber.Filters;
using MqttDemo.Subscriber.Handling;

namespace MqttDemo.Subscriber;

/// <summary>One run of the subscriber: connect, subscribe, deal with what arrives and acknowledge what has been dealt with, until it is time to end.</summary>
sealed class Subscribing(RunContext context, SubscribeSettings settings, TimeProvider time)
{
    readonly Messages messages = context.Messages;
    readonly Selection selection = new(settings.Filters, settings.Topics.Request.Filters, settings.Ending.Count, context.Messages.Warning, time);
    readonly Ending ending = new(time);

    public async Task<ExitCode> RunAsync()
    {
        using var output = MessageOutput.Open(settings.Output, context.Terminal, time);
        await using var embedded = new EmbeddedBroker(context.Settings.Connection.ClientId, messages, time);
        using var interruption = new Interruption(ending.End);
        await using var overall = ending.After(settings.Ending.Overall);
        try
        {
            var report = new SessionReport(
                messages,
                announces: true,
                context.IsDebug,
                "what was published meanwhile is gone; -c with -i keeps it",
                settings.NeedsMqtt5,
                context.Settings.Connection.KeepSession ? null : "which keeps no session without -c");
            await using var session = await MqttSession.ConnectAsync(
                context.Settings.Connection, startsClean: !context.Settings.Connection.KeepSession, report, time, ending.Token, embedded.ServeIfNeededAsync);
            using var handler = new BlockHandler(context, settings, selection, time).Create(session, output, ending);
            return await RunAsync(session, handler);
        }
        catch (OperationCanceledException) when (ending.Token.IsCancellationRequested)
        {
            return Conclude(default, isDoubtful: false);
        }
    }

    async Task<ExitCode> RunAsync(MqttSession session, IBlockHandler handler)
    {
        var retained = settings.Filters.Retained == true ? new RetainedEnding(time) : null;
        var isDoubtful = false;
        var reception = new Reception(session, ending, time)
        {
            Receive = () => Receive(session, handler, retained),
            Complete = handler.Complete,
            AskAsync = receivingEnded => SubscribeAsync(session, retained, receivingEnded),
            CloseAsync = async () => isDoubtful = await CloseAsync(session),
            Patience = handler.Patience,
        };
        if (settings.Output.GoesToStdout)
        {
            _ = ending.EndWithAsync(context.Terminal.WhenOutCloses());
        }

        await reception.RunAsync();
        ending.ThrowIfFailed();
        return Conclude(session.Counts, isDoubtful);
    }

    void Receive(MqttSession session, IBlockHandler handler, RetainedEnding? retained)
    {
        using var idle = ending.After(settings.Ending.Idle);
        while (!selection.IsComplete && session.Receive(ending.Token) is { } block)
        {
            idle?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            handler.Handle(block, retained?.Begin(block));
            idle?.Change(settings.Ending.Idle!.Value, Timeout.InfiniteTimeSpan);
        }
    }

    async Task SubscribeAsync(MqttSession session, RetainedEnding? retained, CancellationToken receivingEnded)
    {
        var filters = settings.Topics.Request.Filters;
        // Where all messages have come before the SUBACK, what it says still counts.
        await session.SubscribeAsync(settings.Topics.Request, ending.Token);
        messages.Note($"Subscribed to {(filters.Count == 1 ? filters[0].Filter : $"{filters.Count} topic filters")}");
        if (settings.Ending.AfterSubscribing)
        {
            ending.End(ExitCode.Done);
        }

        if (retained is not null)
        {
            await retained.WaitAsync(session, receivingEnded);
            ending.End(ExitCode.Done);
        }
    }

    /// <summary>Ends the session; true when something that was published here, an answer or a removal, may not have arrived.</summary>
    async Task<bool> CloseAsync(MqttSession session)
    {
        var isDelivered = await DeliverAsync(session);
        if (await session.CloseAsync(CancellationToken.None) is not { } doubt)
        {
            return !isDelivered;
        }

        messages.Warning($"{session.Counts.MayBeLost} of the replies at QoS 0 may not have arrived: {doubt}");
        return true;
    }

    /// <summary>What the handling has published is for the broker to have before we go; but an outage may have no end. False when it has not got it.</summary>
    async Task<bool> DeliverAsync(MqttSession session)
    {
        if (session.Counts.Unfinished == 0)
        {
            return true;
        }

        session.StopReceiving();
        var patience = context.Settings.Connection.ConnectTimeout;
        using var limit = new CancellationTokenSource(patience, time);
        try
        {
            await session.DrainAsync(limit.Token);
            return true;
        }
        catch (MqttDemoException e)
        {
            return Doubt(e.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Doubt($"the broker has not confirmed them within {patience.TotalSeconds:0.###} s");
        }

        bool Doubt(string reason)
        {
            messages.Warning($"{session.Counts.Unfinished} of the messages published here may not have arrived: {reason}");
            return false;
        }
    }

    /// <summary>A subscriber has no end of its own: whoever interrupts it has had what was wanted.</summary>
    ExitCode Conclude(PublishCounts counts, bool isDoubtful) => (ending.Reason ?? ExitCode.Done) switch
    {
        ExitCode.Done or ExitCode.Interrupted or ExitCode.Terminated when counts.Refused > 0 => ExitCode.Denied,
        ExitCode.Interrupted or ExitCode.Terminated => ExitCode.Done,
        ExitCode.Done when isDoubtful => ExitCode.ConnectionLost,
        var reason => reason,
    };
}
