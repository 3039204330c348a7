using MqttDemo.Client;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;
using MqttDemo.Publisher.Pace;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher;

/// <summary>
/// One run of the publisher: connect, publish all messages, wait until the broker has them, say what became of them.
/// </summary>
/// <param name="context">What there is to work with.</param>
/// <param name="settings">What is said of every message.</param>
/// <param name="opening">Gives the messages. It may wait in the kernel, for a pipe without a writer or for all of
/// stdin.</param>
/// <param name="unnamed">What of it was not named.</param>
/// <param name="pace">How fast; null is as fast as can be.</param>
/// <param name="limits">How long the broker is waited for.</param>
/// <param name="time">The clock.</param>
sealed class Publishing(
    RunContext context,
    PublishSettings settings,
    Task<IMessageSource> opening,
    Unnamed unnamed,
    IPace? pace,
    EndingSettings limits,
    TimeProvider time)
{
    readonly Messages messages = context.Messages;
    readonly Ending ending = new(time);
    readonly Conclusion conclusion = new(context.Messages, settings, unnamed, time);
    readonly Schedule? schedule = pace is null ? null : new(pace, time);
    bool isInputDone;
    bool hasExactlyOnce;
    bool isWaitingForInput;
    MqttDemoException? inputFailure;
    ITimer? draining;

    public async Task<ExitCode> RunAsync()
    {
        var exitCode = await RunToEndAsync();
        if (exitCode == ExitCode.TimedOut && context.Settings.Origins.Tell(RunSettings.Timeout) is { } origin)
        {
            // Where it was not typed, the user may not know of it.
            messages.Error($"the run was limited to {limits.Overall!.Value.TotalSeconds:0.###} s", origin);
        }

        return exitCode;
    }

    async Task<ExitCode> RunToEndAsync()
    {
        // Before anything is said: stderr may be what is waited for.
        await using var silence = ending.GivenUp.UnsafeRegister(
            _ => context.Terminal.LimitErrorWaiting(TimeSpan.Zero), null);
        using var interruption = new Interruption(
            Interrupt, code => ending.GiveUp(code, "before it was interrupted again"), time);
        await using var timer = ending.GiveUpAfter(
            limits.Overall, ExitCode.TimedOut, $"within the {limits.Overall?.TotalSeconds:0.###} s of --timeout");
        var report = new SessionReport(
            messages, announces: false, context.IsDebug, _ =>
                hasExactlyOnce ? "at QoS 2 what was in flight may come twice" : null);
        try
        {
            using var source = await opening.WaitAsync(ending.Token);
            await using var session = await MqttSession.ConnectAsync(
                context.Settings.Connection with { AllowsDowngrade = settings.AllowsDowngrade }, startsClean: true,
                report, time, ending.Token);
            unnamed.RefuseInput(context.Terminal);
            return await RunAsync(session, source);
        }
        catch (OperationCanceledException) when (ending.Token.IsCancellationRequested)
        {
            conclusion.Summarize(default);
            return ending.Reason!.Value;
        }
        finally
        {
            draining?.Dispose();
        }
    }

    async Task<ExitCode> RunAsync(MqttSession session, IMessageSource source)
    {
        try
        {
            if (unnamed is { Text: null } && unnamed.Sentence(isDone: false) is { } sentence)
            {
                messages.Note(sentence);
            }

            using var progress = Progress.Start(context, session, source, time);
            await (source.IsOneAtHand && schedule is null
                ? PublishOneAsync(session, source)
                : PublishAllAsync(session, source));
            await using var interrupted = ending.Token.UnsafeRegister(_ => Withdraw(session), null);
            await session.DrainAsync(ending.GivenUp);
        }
        catch (OperationCanceledException) when (ending.GivenUp.IsCancellationRequested)
        {
            // What is still on its way is counted below.
        }
        catch (MqttDemoException)
        {
            await session.CloseAsync(ending.GivenUp);
            conclusion.Summarize(session.Counts);
            throw;
        }

        var doubt = await session.CloseAsync(ending.GivenUp);
        var exitCode = conclusion.Conclude(session.Counts, doubt, ending, isInputDone, inputFailure?.Kind.ToExitCode());
        return inputFailure is null ? exitCode : throw inputFailure;
    }

    /// <summary>Once it is to end, what has not been sent yet is as if it had not been read.</summary>
    void Withdraw(MqttSession session)
    {
        if (session.Withdraw() > 0)
        {
            isInputDone = false;
        }
    }

    /// <summary>Without a thread for it: there is nothing to wait for but room, and mostly there is.</summary>
    async Task PublishOneAsync(MqttSession session, IMessageSource source)
    {
        try
        {
            source.Fill();
            source.TryTake(out var record);
            hasExactlyOnce = record.Message.QualityOfService == QualityOfService.ExactlyOnce;
            ending.Token.ThrowIfCancellationRequested();
            await session.PublishAsync(record.Message with { Position = 1 }, ending.Token);
            isInputDone = true;
        }
        catch (OperationCanceledException) when (ending.Token.IsCancellationRequested)
        {
            // The same as below.
        }
    }

    async Task PublishAllAsync(MqttSession session, IMessageSource source)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        // On a thread of its own, which waits for the input, for the time of a message and for room: a message waits
        // for no other thread to be woken. A read from a pipe or a terminal cannot be cancelled, only left alone; one
        // that returns after that finds the interruption, and publishes no more.
        var publishing = DedicatedThread.Start("input", () => PublishInput(session, source, stopping.Token));
        if (!publishing.IsCompleted)
        {
            var ended = session.WhenEndedAsync();
            var first = await Task.WhenAny(publishing, Task.Delay(Timeout.InfiniteTimeSpan, ending.Token), ended);
            if (first == ended)
            {
                // For good; the next message may be far off.
                stopping.Cancel();
                await ended;
            }

            if (first != publishing && Volatile.Read(ref isWaitingForInput))
            {
                return;
            }
        }

        await publishing.WaitAsync(ending.GivenUp);
    }

    void PublishInput(MqttSession session, IMessageSource source, CancellationToken stop)
    {
        try
        {
            var position = 0L;
            Action flush = session.Flush;
            while (Fill(source, stop))
            {
                while (source.TryTake(out var record))
                {
                    position++;
                    if (record.Defect is { } defect)
                    {
                        session.Refuse(new PublishRefusal(position, defect));
                    }
                    else if (!record.IsBlank)
                    {
                        schedule?.Wait(record, flush, stop);
                        hasExactlyOnce |= record.Message.QualityOfService == QualityOfService.ExactlyOnce;
                        session.Publish(record.Message with { Position = position }, stop);
                    }
                }

                flush();
            }

            isInputDone = inputFailure is null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Reading ends here; what has been accepted is still delivered.
        }
    }

    /// <summary>
    /// Where the input breaks off, it ends: what was read before is still delivered before the failure is reported.
    /// </summary>
    bool Fill(IMessageSource source, CancellationToken stop)
    {
        try
        {
            // First said, then looked: the interruption does it the other way round, so that one of the two sees the
            // other.
            Interlocked.Exchange(ref isWaitingForInput, true);
            stop.ThrowIfCancellationRequested();
            schedule?.OnInputWanted();
            var isFilled = source.Fill();
            schedule?.OnInputCame();
            Interlocked.Exchange(ref isWaitingForInput, false);
            stop.ThrowIfCancellationRequested();
            return isFilled;
        }
        catch (MqttDemoException e)
        {
            stop.ThrowIfCancellationRequested();
            inputFailure = e;
            return false;
        }
    }

    void Interrupt(ExitCode reason)
    {
        var seconds = $"{limits.Drain.TotalSeconds:0.###} s";
        // The clock first: to say it may take forever where stderr is not read.
        draining = ending.GiveUpAfter(limits.Drain, reason, $"within {seconds}");
        messages.Note($"interrupted: waiting for what is in flight, at most {seconds}; interrupt again to give it up");
        ending.End(reason);
    }
}
