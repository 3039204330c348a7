using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>What longer streams and more topic filters cost.</summary>
static class Growth
{
    const long Short = 60_000;

    /// <summary>Ours against ours: a hundred times the lines must not make it slower or larger.</summary>
    public static async IAsyncEnumerable<Figure> MeasureLinesAsync(Plan plan)
    {
        await using var broker = await MeasuredBroker.StartAsync();
        foreach (var qos in plan.QualitiesOfService)
        {
            foreach (var count in plan.IsQuick ? [600_000] : (long[])[600_000, 6_000_000])
            {
                // A second name for the same pair, so that one run can be held against the other.
                var many = plan.Ours with { Name = "many" };
                var few = await RunAsync(plan, broker, Short, qos, plan.Ours);
                var most = await RunAsync(plan, broker, count, qos, many);
                var name = $"{count:#,0} lines against {Short:#,0}, QoS {qos}";
                yield return Compare(
                    $"{name}: throughput", "messages/s", most, few, end =>
                        end.MessagesPerSecond, Wanted.RatioFrom(0.85));
                yield return Compare(
                    $"{name}: publisher's memory", "MB", most, few, end =>
                        Streams.Megabytes(end.Publisher), Wanted.UpTo(30));
                yield return Compare(
                    $"{name}: subscriber's memory", "MB", most, few, end =>
                        Streams.Megabytes(end.Subscriber), Wanted.UpTo(30));
            }
        }
    }

    public static async IAsyncEnumerable<Figure> MeasureFiltersAsync(Plan plan)
    {
        await using var broker = await MeasuredBroker.StartAsync();
        foreach (var filters in (int[])[1, 100, 10_000])
        {
            var transfer =
                new Transfer(Short, plan.Workspace.Lines(Short, 8), QualityOfService: 0) { OtherFilters = filters - 1 };
            var transfers = await Transfers.RunAsync(
                transfer, Tools.Both(plan.Ours), plan.Rounds, broker, plan.Workspace);
            yield return transfers.Figure(
                $"throughput, {filters:#,0} topic filters", "messages/s", plan.Ours, Tools.Theirs, end =>
                    end.MessagesPerSecond);
        }
    }

    static async Task<TransferEnd[]> RunAsync(Plan plan, MeasuredBroker broker, long count, int qos, Tools tools)
    {
        var transfer = new Transfer(count, plan.Workspace.Lines(count, 8), qos);
        var ends = new List<TransferEnd>();
        // The long ones are measured once: a minute of streaming needs no repetition.
        for (var round = 0; round < (count > 1_000_000 ? 1 : 3); round++)
        {
            ends.Add(await transfer.RunAsync(tools, broker, plan.Workspace));
        }

        return [.. ends];
    }

    static Figure Compare(
        string name,
        string unit,
        TransferEnd[] many,
        TransferEnd[] few,
        Func<TransferEnd,
        double> value,
        Wanted wanted) =>
        new(name, unit, [.. many.Select(end => new Round(value(end), Spread.Of(few.Select(value)).Median))], wanted)
        {
            Failures = [.. many.Concat(few).Select(end => end.Failure).OfType<string>()],
        };
}
