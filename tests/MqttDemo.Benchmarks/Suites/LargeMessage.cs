using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>One file of 200 MB as one message.</summary>
static class LargeMessage
{
    const int Bytes = 200 * 1024 * 1024;

    public static async IAsyncEnumerable<Figure> MeasureAsync(Plan plan)
    {
        await using var broker = await MeasuredBroker.StartAsync();
        var transfer = new Transfer(1, plan.Workspace.Noise(Bytes), QualityOfService: 1) { IsOneMessage = true };
        var transfers = await Transfers.RunAsync(transfer, Tools.Both(plan.Ours), plan.Rounds, broker, plan.Workspace);
        var (ours, theirs) = (plan.Ours, Tools.Theirs);
        yield return transfers.Figure(
            "200 MB in one message", "s", ours, theirs, end => end.Seconds, Wanted.RatioUpTo(1));
        yield return transfers.Figure(
            "200 MB, publisher's memory", "MB", ours, theirs, end =>
                Streams.Megabytes(end.Publisher), Wanted.UpTo(400));
        yield return transfers.Figure(
            "200 MB, subscriber's memory", "MB", ours, theirs, end => Streams.Megabytes(end.Subscriber));
    }
}
