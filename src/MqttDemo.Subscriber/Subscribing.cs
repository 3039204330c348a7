using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Output;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;
using MqttDemo.Subscriber.Embedded;
using MqttDemo.Subscriber.Filters;
using MqttDemo.Subscriber.Handling;

namespace MqttDemo.Subscriber;

/// <summary>
/// One run of the subscriber: connect, subscribe, deal with what arrives and acknowledge what has been dealt with,
/// until it is time to end.
/// </summary>
sealed class Subscribing(RunContext context, SubscribeSettings settings, GroupMember member, TimeProvider time)
{
    readonly Messages messages = context.Messages;
    readonly Selection selection = new(
        settings.Filters,
        settings.Topics.Request.Filters,
        settings.Ending.Count,
        takesSurplus: member.TakesLeave,
        sentence => context.Messages.Warning(sentence),
        time);
    readonly Ending ending = new(time) { TakesLeave = member.TakesLeave };
    readonly long begun = time.GetTimestamp();
    string? leftBehind;
    bool areRetainedOver;

    public async Task<ExitCode> RunAsync()
    {
        var connection = member.Connection() with { AllowsDowngrade = settings.Topics.Request.AllowsDowngrade };
        using var output = MessageOutputs.Open(settings.Output, context.Terminal, time);
        await using var embedded = new EmbeddedBroker(context.Settings.Connection.ClientId, messages, time);
        // An end does not wait forever for a reader of stderr that does not read.
        await using var silence = ending.Token.UnsafeRegister(
            _ => context.Terminal.LimitErrorWaiting(settings.Ending.Drain), null);
        using var interruption = new Interruption(
            ending.End, code => ending.GiveUp(code, "before it was interrupted again"), time);
        await using var overall = ending.After(settings.Ending.Overall);
        try
        {
            var report = new SessionReport(
                messages,
                announces: true,
                context.IsDebug,
                member.OnNewSession,
                settings.NeedsMqtt5,
                context.Settings.Connection.KeepSession ? null : "which keeps no session without -c",
                settings.Topics.Request.Filters.Any(filter => filter.QualityOfService == QualityOfService.AtMostOnce)
                    ? "what was published meanwhile may be missing: a subscription at QoS 0 keeps nothing, one at QoS "
                        + "1 (-q 1) does" : null,
                time);
            await using var session = await MqttSession.ConnectAsync(
                connection, startsClean: !connection.KeepSession, report, time, ending.Token,
                embedded.ServeIfNeededAsync);
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
        // Before the last message is acknowledged: no other is assigned to this member then.
        using var unsubscribing = selection.Completed.UnsafeRegister(
            _ =>
            {
                if (member.TakesLeave)
                {
                    session.Unsubscribe();
                    ending.End(ExitCode.Done);
                }
            },
            null);
        var reception = new Reception(session, ending, time)
        {
            Receive = () => Receive(session, handler, retained),
            Complete = handler.Completes ? handler.Complete : null,
            AskAsync = receivingEnded => SubscribeAsync(session, retained, receivingEnded),
            LeaveAsync = () => member.TakesLeave ? LeaveAsync(session) : Task.CompletedTask,
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
        while (!selection.IsClosed && session.Receive(ending.Stopped) is { } block)
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
            areRetainedOver = settings.Ending.Count is not null && !selection.IsComplete;
            ending.End(areRetainedOver ? ExitCode.TimedOut : ExitCode.Done);
        }
    }

    /// <summary>Takes what the broker has assigned to this member of a group, and nothing more.</summary>
    async Task LeaveAsync(MqttSession session)
    {
        using var limit = new CancellationTokenSource(settings.Ending.Drain, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ending.Stopped);
        var hadFailed = ending.Failure is not null;
        try
        {
            leftBehind = await session.LeaveAsync(either.Token) ? null : "the connection was lost";
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            leftBehind = limit.IsCancellationRequested || ending.GivenUp.IsCancellationRequested
                ? $"not all of them were dealt with {Limit}" : "not all of them were dealt with";
        }
        catch (MqttDemoException e)
        {
            // The receiving thread, which would get the failure, may have ended.
            leftBehind = "the session has failed";
            ending.Fail(e);
        }
        finally
        {
            // What has failed before tells itself.
            leftBehind = hadFailed ? null : leftBehind;
        }
    }

    /// <summary>
    /// Ends the session; true when something that was published here, an answer or a removal, may not have arrived.
    /// </summary>
    async Task<bool> CloseAsync(MqttSession session)
    {
        using var limit = new CancellationTokenSource(settings.Ending.Drain, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ending.GivenUp);
        var isDelivered = await DeliverAsync(session, either.Token);
        var doubt = await session.CloseAsync(either.Token);
        if (session.Dropped > 0)
        {
            messages.Warning($"{session.Dropped} messages at QoS 0 were dropped: there was no room for them");
        }

        if (leftBehind is not null)
        {
            // A failure while it took leave is the reason, and told next.
            var reason = ending.Failure is null ? $": {leftBehind}" : "";
            messages.Error($"messages that the broker had assigned to this member of the group may be lost{reason}");
        }

        if (session.Counts.MayBeLost == 0)
        {
            return !isDelivered || leftBehind is not null;
        }

        var why = either.IsCancellationRequested ? $"the broker has not answered {Limit}" : doubt;
        messages.Error($"{session.Counts.MayBeLost} of the replies at QoS 0 may not have arrived: {why}");
        return true;
    }

    string Limit => ending.Limit ?? $"within {settings.Ending.Drain.TotalSeconds:0.###} s";

    /// <summary>
    /// What the handling has published is for the broker to have before we go; but an outage may have no end. False
    /// when it has not got it.
    /// </summary>
    async Task<bool> DeliverAsync(MqttSession session, CancellationToken limit)
    {
        if (session.Counts.Unfinished == 0)
        {
            return true;
        }

        session.StopReceiving();
        try
        {
            await session.DrainAsync(limit);
            return true;
        }
        catch (MqttDemoException e)
        {
            return Doubt(e.Sentence);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Doubt($"the broker has not acknowledged them {Limit}");
        }

        bool Doubt(Sentence reason)
        {
            messages.Error(
                $"{session.Counts.Unfinished} of the messages published here may not have arrived: {reason}");
            return false;
        }
    }

    ExitCode Conclude(PublishCounts counts, bool isDoubtful) =>
        new Conclusion(context, settings, selection, ending, time.GetElapsedTime(begun), areRetainedOver)
            .Of(counts, isDoubtful);
}
