using System.Globalization;
using MqttDemo.Client.Session;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher;

/// <summary>What a publisher says at its end, and what it ends with.</summary>
sealed class Conclusion(Messages messages, PublishSettings settings, Unnamed unnamed, TimeProvider time)
{
    readonly long started = time.GetTimestamp();

    /// <summary>Tells what is not as it was wanted, and chooses the exit code.</summary>
    /// <param name="counts">What became of the messages.</param>
    /// <param name="doubt">Why those at QoS 0 may be lost.</param>
    /// <param name="ending">Why it ends, if not because all is done.</param>
    /// <param name="isInputDone">All of the input has been read.</param>
    /// <param name="inputFailure">What it ends with where the input has broken off.</param>
    public ExitCode Conclude(
        PublishCounts counts, string? doubt, Ending ending, bool isInputDone, ExitCode? inputFailure)
    {
        Tell(counts, doubt, ending);
        if (counts.Refused > 0 || !isInputDone || ending.Reason is not null)
        {
            Summarize(counts);
        }
        else if (settings.WantsStatistics)
        {
            messages.Answer(Summary(counts));
        }

        // A time that runs out or a signal that comes when the broker has everything has cut nothing short.
        var isCutShort =
            !isInputDone || counts.Unfinished > 0 || (counts.MayBeLost > 0 && ending.GivenUp.IsCancellationRequested);
        return counts switch
        {
            // That all was published is not to be claimed.
            _ when isCutShort => ending.Reason ?? inputFailure!.Value,
            { Refused: > 0 } => ExitCode.Denied,
            _ when IsDowngraded(counts) => ExitCode.Denied,
            { MayBeLost: > 0 } => ExitCode.ConnectionLost,
            _ => ExitCode.Done,
        };
    }

    /// <summary>The last line, which --quiet does not leave out: what may be lost is counted there.</summary>
    public void Summarize(PublishCounts counts) => messages.Outcome(Summary(counts));

    string Summary(PublishCounts counts)
    {
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Sent} sent, {counts.Acknowledged} acknowledged, {counts.Refused} refused, {counts.Unfinished} "
            + $"unfinished in {seconds:0.000} s ({counts.Sent / seconds:0}/s)");
    }

    void Tell(PublishCounts counts, string? doubt, Ending ending)
    {
        if (unnamed.Text is not null
            && counts.Sent > counts.Unfinished + counts.MayBeLost
            && unnamed.Sentence(isDone: true) is { } sentence)
        {
            messages.Note(sentence);
        }

        var limit = ending.GivenUp.IsCancellationRequested ? ending.Limit : null;
        if (counts.MayBeLost > 0)
        {
            messages.Error(
                $"{Counted.Messages(counts.MayBeLost)} at QoS 0 may not have arrived: "
                + $"{(limit is null ? doubt : $"the broker has not answered {limit}")}",
                limit is null && TopicName.Doubt(settings.Topic) is { } hint ? hint : null);
        }

        if (counts.Unfinished > 0)
        {
            messages.Error(
                $"{Counted.Messages(counts.Unfinished)} may not have arrived: the broker has not acknowledged "
                + $"{(counts.Unfinished == 1 ? "it" : "them")} {limit}");
        }

        if (IsDowngraded(counts))
        {
            messages.Error(new MqttDemoException(
                FailureKind.Denied,
                $"the broker accepted {Counted.Messages(counts.Downgraded)} of QoS 2 at QoS 1 only: duplicates are "
                + "possible",
                $"{RunSettings.AllowDowngrade.Named} accepts that"));
        }

        if (counts.MayBeDuplicated > 0)
        {
            messages.Warning(
                $"{Counted.Messages(counts.MayBeDuplicated)} may arrive twice: the session that "
                + $"{(counts.MayBeDuplicated == 1 ? "it was" : "they were")} sent in is gone");
        }
    }

    bool IsDowngraded(PublishCounts counts) => counts.Downgraded > 0 && !settings.AllowsDowngrade;
}
