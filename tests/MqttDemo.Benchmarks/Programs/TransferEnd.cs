using System.Diagnostics;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>One run of a <see cref="Transfer"/>.</summary>
/// <param name="Messages">How many messages.</param>
/// <param name="Publisher">How the publisher ended.</param>
/// <param name="Subscriber">How the subscriber ended.</param>
/// <param name="Failure">Why the run does not count; null when what came out is, byte for byte, what went in.</param>
sealed record TransferEnd(long Messages, ProcessEnd Publisher, ProcessEnd Subscriber, string? Failure)
{
    public double Seconds => Stopwatch.GetElapsedTime(Publisher.Started, Subscriber.Ended).TotalSeconds;

    /// <summary>What the broker took for it; null where nobody can tell.</summary>
    public TimeSpan? BrokerTime { get; init; }

    /// <summary>How much of one processor the broker had: 1 is all of it.</summary>
    public double BrokerShare => BrokerTime?.TotalSeconds / Seconds ?? double.NaN;

    public double MessagesPerSecond => Messages / Seconds;

    /// <summary>Of both processes, for a million messages.</summary>
    public double ProcessorSecondsPerMillion =>
        (Publisher.ProcessorTime + Subscriber.ProcessorTime).TotalSeconds / Messages * 1_000_000;

    /// <summary>A value of this run, and not a number when the run does not count.</summary>
    public double Valid(Func<TransferEnd, double> value) => Failure is null ? value(this) : double.NaN;
}
