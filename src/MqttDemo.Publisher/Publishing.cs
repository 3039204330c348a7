using System.Globalization;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.Config;
using MqttDemo.Publisher.Pace;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher;

/// <summary>One run of the publisher: connect, publish all messages, wait until the broker has them, say what became of them.</summary>
sealed class Publishing(RunContext context, PublishSettings settings, IMessageSource source, IPace? pace, TimeProvider time)
{
    readonly Messages messages = context.Messages;
    readonly Ending ending = new(time);
    readonly long started = time.GetTimestamp();
    readonly Schedule? schedule = pace is null ? null : new(pace, time);
    bool isInputDone;
    bool isWaitingForInput;
    MqttDemoException? inputFailure;

    public async Task<ExitCode> RunAsync()
    {
        using var interruption = new Interruption(Interrupt);
        var report = new SessionReport(messages, announces: false, context.IsDebug, "at QoS 2 what was in flight may come twice");
        try
        {
            await using var session = await MqttSession.ConnectAsync(context.Settings.Connection, startsClean: true, report, time, ending.Token);
            return await RunAsync(session);
        }
        catch (OperationCanceledException) when (ending.Token.IsCancellationRequested)
        {
            messages.Note(Summary(default));
            return ending.Reason!.Value;
        }
    }

    async Task<ExitCode> RunAsync(MqttSession session)
    {
        try
        {
            using var progress = Progress.Start(context, session, source, time);
            await PublishAllAsync(session);
            await session.DrainAsync(CancellationToken.None);
        }
        catch (MqttDemoException)
        {
            await session.CloseAsync(CancellationToken.None);
            messages.Note(Summary(session.Counts));
            throw;
        }

        var doubt = await session.CloseAsync(CancellationToken.None);
        var exitCode = Conclude(session.Counts, doubt);
        return inputFailure is null ? exitCode : throw inputFailure;
    }

    async Task PublishAllAsync(MqttSession session)
    {
        if (!source.WaitsInKernel)
        {
            await PublishInputAsync(session);
            return;
        }

        // On a thread of its own, which goes on where its read ends: a message waits for no other thread to be woken. A read from a pipe or a terminal
        // cannot be cancelled, only left alone; one that returns after that finds the interruption, and publishes no more.
        var publishing = Task.Factory.StartNew(
            () => PublishInputAsync(session), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        var interrupted = Task.Delay(Timeout.InfiniteTimeSpan, ending.Token);
        var ended = session.WhenEndedAsync();
        var first = await Task.WhenAny(publishing, interrupted, ended);
        if (first == ended)
        {
            // For good; the next line of the input may be far off.
            await ended;
        }

        if (first == publishing || !Volatile.Read(ref isWaitingForInput))
        {
            await publishing;
        }
    }

    async Task PublishInputAsync(MqttSession session)
    {
        var interrupted = ending.Token;
        try
        {
            var position = 0L;
            Action flush = session.Flush;
            while (await FillAsync())
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
                        if (schedule is not null)
                        {
                            await schedule.WaitAsync(record, flush, interrupted);
                        }

                        await session.PublishAsync(record.Message with { Position = position }, interrupted);
                    }
                }

                flush();
            }

            isInputDone = inputFailure is null;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            // Reading ends here; what has been accepted is still delivered.
        }
    }

    /// <summary>Where the input breaks off, it ends: what was read before is still delivered before the failure is told.</summary>
    async ValueTask<bool> FillAsync()
    {
        var interrupted = ending.Token;
        try
        {
            // First said, then looked: whoever interrupts does it the other way round, so that one of the two sees the other.
            Interlocked.Exchange(ref isWaitingForInput, true);
            interrupted.ThrowIfCancellationRequested();
            schedule?.OnInputWanted();
            var isFilled = await source.FillAsync(interrupted);
            schedule?.OnInputCame();
            Interlocked.Exchange(ref isWaitingForInput, false);
            interrupted.ThrowIfCancellationRequested();
            return isFilled;
        }
        catch (MqttDemoException e)
        {
            interrupted.ThrowIfCancellationRequested();
            inputFailure = e;
            return false;
        }
    }

    ExitCode Conclude(PublishCounts counts, string? doubt)
    {
        if (counts.MayBeLost > 0)
        {
            messages.Error($"{Number(counts.MayBeLost)} at QoS 0 may not have arrived: {doubt}");
        }

        var isDowngraded = counts.Downgraded > 0 && !settings.AllowsDowngrade;
        if (isDowngraded)
        {
            messages.Error(new MqttDemoException(
                ExitCode.Denied, $"{Number(counts.Downgraded)} of QoS 2 were taken at QoS 1: they are with the broker, and may come twice", "--allow-downgrade is content with that"));
        }

        if (counts.MayBeDuplicated > 0)
        {
            messages.Warning($"{Number(counts.MayBeDuplicated)} may come twice: the broker had forgotten the session they were sent in");
        }

        if (settings.WantsStatistics || counts.Refused > 0 || !isInputDone)
        {
            messages.Note(Summary(counts));
        }

        return counts switch
        {
            // Nothing else ends it before its input; that it was published is not to be claimed.
            _ when !isInputDone => ending.Reason ?? inputFailure!.ExitCode,
            { Refused: > 0 } => ExitCode.Denied,
            _ when isDowngraded => ExitCode.Denied,
            { MayBeLost: > 0 } => ExitCode.ConnectionLost,
            _ => ExitCode.Done,
        };
    }

    void Interrupt(ExitCode reason)
    {
        messages.Note("interrupted: waiting for what is in flight; interrupt again to give it up");
        ending.End(reason);
    }

    static string Number(long count) => count == 1 ? "1 message" : $"{count} messages";

    string Summary(PublishCounts counts)
    {
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Sent} sent, {counts.Acknowledged} acknowledged, {counts.Refused} refused, {counts.Unfinished} unfinished in {seconds:0.000} s ({counts.Sent / seconds:0}/s)");
    }
}
