using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>
/// Lines from a pipe into a file: throughput, processor time and memory at every QoS, small payloads and large ones.
/// </summary>
static class Streams
{
    const double SubscriberMemoryWanted = 10;

    static readonly double[] ThroughputWanted = [1.8, 2.2, 1.8];
    static readonly double[] ProcessorWanted = [0.5, 0.4, 0.5];
    static readonly double[] PublisherMemoryWanted = [8, 14, 14];

    public static async IAsyncEnumerable<Figure> MeasureAsync(Plan plan)
    {
        await using var broker = await MeasuredBroker.StartAsync();
        foreach (
            var (bytes, text, messages) in ((int, string, long)[])[
                (8, "8 B", 60_000), (256, "256 B", 60_000), (16 * 1024, "16 KiB", 6_000)])
        {
            var input = plan.Workspace.Lines(plan.IsQuick ? messages / 2 : messages, bytes);
            for (var qos = 0; qos <= 2; qos++)
            {
                var (ours, theirs) = (plan.Ours, Tools.Theirs);
                var (oursToTheirs, theirsToOurs) = (ours.With(theirs), theirs.With(ours));
                var isMixed = bytes == 8 && !plan.IsQuick;
                Tools[] pairs = isMixed ? [ours, theirs, oursToTheirs, theirsToOurs] : [ours, theirs];
                var transfer = new Transfer(plan.IsQuick ? messages / 2 : messages, input, qos);
                var transfers = await Transfers.RunAsync(transfer, pairs, plan.Rounds, broker, plan.Workspace);
                var what = $"{text}, QoS {qos}";
                var isSmall = bytes < 1024;
                yield return transfers.Figure(
                    $"throughput, {what}", "messages/s", ours, theirs, end =>
                        end.MessagesPerSecond, Wanted.RatioFrom(isSmall ? ThroughputWanted[qos] : 1.2));
                yield return transfers.Figure(
                    $"processor, {what}", "s/million", ours, theirs, end =>
                        end.ProcessorSecondsPerMillion, isSmall ? Wanted.RatioUpTo(ProcessorWanted[qos]) : null);
                if (!isMixed)
                {
                    continue;
                }

                yield return transfers.Figure(
                    $"throughput, {what}, our publisher to their subscriber", "messages/s", oursToTheirs, theirs, end =>
                        end.MessagesPerSecond);
                yield return transfers.Figure(
                    $"throughput, {what}, their publisher to our subscriber", "messages/s", theirsToOurs, theirs, end =>
                        end.MessagesPerSecond);
                yield return transfers.Figure(
                    $"publisher's processor, {what}", "s/million", ours, theirs, end => PerMillion(end, end.Publisher));
                yield return transfers.Figure(
                    $"subscriber's processor, {what}", "s/million", ours, theirs, end =>
                        PerMillion(end, end.Subscriber));
                yield return transfers.Figure(
                    $"publisher's memory, {what}", "MB", ours, theirs, end => Megabytes(end.Publisher),
                    Wanted.UpTo(PublisherMemoryWanted[qos]));
                yield return transfers.Figure(
                    $"subscriber's memory, {what}", "MB", ours, theirs, end => Megabytes(end.Subscriber),
                    Wanted.UpTo(SubscriberMemoryWanted));
            }
        }
    }

    static double PerMillion(TransferEnd end, ProcessEnd process) =>
        process.ProcessorTime.TotalSeconds / end.Messages * 1_000_000;

    public static double Megabytes(ProcessEnd process) => process.PeakBytes / 1024.0 / 1024;
}
