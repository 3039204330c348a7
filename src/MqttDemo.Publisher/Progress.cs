using System.Globalization;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Options;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Publisher;

/// <summary>A line in the terminal that tells how far a long run is, and is gone when it has ended.</summary>
sealed class Progress : IDisposable
{
    /// <summary>What is over sooner needs no such line.</summary>
    static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.2);

    readonly Messages messages;
    readonly MqttSession session;
    readonly IMessageSource source;
    readonly TimeProvider time;
    readonly long started;
    readonly Lock gate = new();
    readonly ITimer timer;
    bool hasEnded;

    Progress(Messages messages, MqttSession session, IMessageSource source, TimeProvider time)
    {
        (this.messages, this.session, this.source, this.time) = (messages, session, source, time);
        started = time.GetTimestamp();
        timer = time.CreateTimer(_ => Show(), null, First, Interval);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Null where it would be in the way, or would not be seen.</summary>
    public static Progress? Start(RunContext context, MqttSession session, IMessageSource source, TimeProvider time) =>
        source.IsLong && !context.Messages.IsQuiet && context.Terminal.CanShowStatus
            ? new(context.Messages, session, source, time)
            : null;

    /// <summary>The line.</summary>
    public static string Text(PublishCounts counts, double? share, TimeSpan elapsed)
    {
        var refused = counts.Refused == 0 ? "" : $", {counts.Refused} refused";
        var left = share is not > 0 ? "" : $", {share:0%}, {Left(elapsed * ((1 / share.Value) - 1))} left";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Sent} sent, {counts.Acknowledged} acknowledged{refused}, {counts.Unfinished} in flight, "
            + $"{counts.Sent / elapsed.TotalSeconds:0}/s{left}");
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        timer.Dispose();
        lock (gate)
        {
            hasEnded = true;
            messages.Status(null);
        }
    }

    /// <summary>A second interruption ends the process where it stands.</summary>
    void OnExit(object? sender, EventArgs e) => messages.Status(null);

    static string Left(TimeSpan time) => time.TotalHours < 1
        ? time.ToString(@"m\:ss", CultureInfo.InvariantCulture)
        : $"{(long)time.TotalHours}:{time:mm\\:ss}";

    void Show()
    {
        lock (gate)
        {
            if (!hasEnded)
            {
                messages.Status(Text(session.Counts, source.Share, time.GetElapsedTime(started)));
            }
        }
    }
}
