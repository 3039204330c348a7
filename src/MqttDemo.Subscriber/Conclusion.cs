using System.Globalization;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;
using MqttDemo.Subscriber.Filters;

namespace MqttDemo.Subscriber;

/// <summary>How a run of the subscriber has ended, in a sentence where one is needed and as an exit code.</summary>
/// <param name="context">Of the run.</param>
/// <param name="settings">What was wanted.</param>
/// <param name="selection">What has come.</param>
/// <param name="ending">Why it ends.</param>
/// <param name="lasted">How long it took.</param>
/// <param name="areRetainedOver">There are fewer retained messages than were wanted.</param>
sealed class Conclusion(
    RunContext context, SubscribeSettings settings, Selection selection, Ending ending, TimeSpan lasted,
    bool areRetainedOver)
{
    readonly Messages messages = context.Messages;

    /// <summary>Says what did not come, or more than was wanted.</summary>
    /// <param name="counts">Of what was published here.</param>
    /// <param name="isDoubtful">Something of it may not have arrived.</param>
    public ExitCode Of(PublishCounts counts, bool isDoubtful)
    {
        if (selection.Surplus > 0)
        {
            messages.Warning(
                $"{selection.Taken} messages came, not {settings.Ending.Count}:"
                + " the broker had assigned that many to this member of the group",
                "-c with -i leaves the rest to its next run");
        }

        if (HasTimedOut)
        {
            TellWhatDidNotCome();
        }

        return Reason(counts, isDoubtful);
    }

    /// <summary>
    /// What came while it took leave may have made up the count; and a table of what came in a time has its time.
    /// </summary>
    bool HasTimedOut => ending.Reason == ExitCode.TimedOut
        && (settings.Ending.Count is null
            ? settings.Handling.Kind != HandlingKind.Topics
            : !selection.IsComplete);

    void TellWhatDidNotCome()
    {
        if (areRetainedOver)
        {
            messages.Error($"{selection.Taken} of {settings.Ending.Count} retained messages came: there are no others");
            return;
        }

        var (count, overall, idle) = (settings.Ending.Count, settings.Ending.Overall, settings.Ending.Idle);
        var isIdle = idle is not null && (overall is null || lasted < overall);
        var span = string.Create(
            CultureInfo.InvariantCulture,
            $"{(isIdle ? "for" : "within")} {(isIdle ? idle : overall)!.Value.TotalSeconds:0.###} s");
        var sentence = (count, selection.Taken, isIdle) switch
        {
            ({ } wanted, var taken, _) => isIdle
                ? $"{taken} of {wanted} messages came, and no other {span}"
                : $"{taken} of {wanted} messages came {span}",
            (_, 0, _) => $"no message came {span}",
            (_, var taken, true) => $"no message came {span}, after {taken}",
            (_, var taken, _) => $"{Counted.Messages(taken)} came {span}",
        };
        // Where it was not typed, the user may not know why it ends.
        var origin = context.Settings.Origins.Tell(isIdle ? RunSettings.Idle : RunSettings.Timeout);
        var doubt = selection.Taken > 0
            ? null
            : UnlikelyFilter.Hint(settings.Topics.Request.Filters.Select(one => one.Filter));
        messages.Error(sentence, doubt ?? origin);
    }

    /// <summary>
    /// A subscriber does not end by itself: the user who interrupts it has had what was wanted, unless something was
    /// begun here that is not done.
    /// </summary>
    ExitCode Reason(PublishCounts counts, bool isDoubtful) => (ending.Reason ?? ExitCode.Done) switch
    {
        ExitCode.TimedOut when HasTimedOut => ExitCode.TimedOut,
        var signal when signal is not (ExitCode.Done or ExitCode.TimedOut) && ending.GivenUp.IsCancellationRequested =>
            signal,
        _ when counts.Refused > 0 => ExitCode.Denied,
        _ when isDoubtful => ExitCode.ConnectionLost,
        _ => ExitCode.Done,
    };
}
