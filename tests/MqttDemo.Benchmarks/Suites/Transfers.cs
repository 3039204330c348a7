using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>What several pairs gave in the same rounds.</summary>
sealed class Transfers
{
    readonly Dictionary<Tools, List<TransferEnd>> ends = [];

    /// <summary>Runs a transfer with each pair in turns.</summary>
    public static async Task<Transfers> RunAsync(
        Transfer transfer, IReadOnlyList<Tools> pairs, int rounds, MeasuredBroker broker, Workspace workspace)
    {
        var transfers = new Transfers();
        foreach (var tools in pairs)
        {
            transfers.ends[tools] = [];
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var tools in Plan.Turns(round, pairs))
            {
                transfers.ends[tools].Add(await transfer.RunAsync(tools, broker, workspace));
            }
        }

        return transfers;
    }

    /// <summary>One value of each run, ours beside theirs; what a run that failed gave does not count.</summary>
    public Figure Figure(
        string name, string unit, Tools ours, Tools? theirs, Func<TransferEnd, double> value, Wanted? wanted = null)
    {
        var rounds = ends[ours].Zip(
            theirs is null ? Enumerable.Repeat<TransferEnd?>(null, int.MaxValue) : ends[theirs]);
        return new Figure(
            name, unit,
            [.. rounds.Select(round => new Round(round.First.Valid(value), round.Second?.Valid(value) ?? double.NaN))],
            wanted)
        {
            Failures = Failures(ours),
            TheirFailures = theirs is null ? [] : Failures(theirs),
        };
    }

    List<string> Failures(Tools tools) => [.. ends[tools].Select(end => end.Failure).OfType<string>()];
}
