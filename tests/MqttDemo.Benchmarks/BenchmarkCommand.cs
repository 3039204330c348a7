using System.CommandLine;
using MqttDemo.Benchmarks.HotPaths;
using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;
using MqttDemo.Benchmarks.Suites;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.Benchmarks;

static class BenchmarkCommand
{
    public static RootCommand Create()
    {
        var quick =
            new Option<bool>("--quick") { Description = "Fewer rounds and shorter streams: two minutes, for a look." };
        var json = new Option<bool>("--json") { Description = "Every round, for programs." };
        var only = new Option<string[]>("--only")
        {
            Description = "Only these.",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong([.. AllSuites.ByName.Keys]);
        var hotPaths = new Option<bool>("--hot-paths")
        {
            Description =
                "BenchmarkDotNet for encoding, decoding, line splitting and formatting: time and allocations for each "
                + "message.",
        };

        var command = new RootCommand(
            "Measures the native pair beside mosquitto_pub and mosquitto_sub, as whole processes, in turns.")
        {
            quick,
            json,
            only,
            hotPaths,
        };
        command.SetAction(async (args, _) =>
        {
            if (args.GetValue(hotPaths))
            {
                HotPathBenchmarks.Run(Path.Combine(Executables.Repository, "artifacts", "hot-paths"));
                return 0;
            }

            var figures = await MeasureAsync(
                args.GetValue(quick),
                args.GetValue(only) is { Length: > 0 } names ? names : args.GetValue(quick) ? AllSuites.Quick : [
                    .. AllSuites.ByName.Keys]);
            var machine = Machine.Describe(Executables.Repository);
            if (args.GetValue(json))
            {
                Json.Write(Console.Out, machine, figures);
            }
            else
            {
                Table.Write(Console.Out, machine, figures);
            }

            return figures.All(figure => figure.Failures.Count == 0) ? 0 : 1;
        });
        return command;
    }

    static async Task<List<Figure>> MeasureAsync(bool isQuick, IReadOnlyList<string> names)
    {
        using var workspace = new Workspace();
        var plan = new Plan(await NativePair.PublishAsync(Executables.Repository), workspace, isQuick);
        var figures = new List<Figure>();
        foreach (var name in names)
        {
            await foreach (var figure in AllSuites.ByName[name](plan))
            {
                figures.Add(figure);
                Console.Error.WriteLine(
                    $"{figure.Name}: {figure.Ratio.Median:0.00} ({figure.Ours.Median:0.###} / "
                    + $"{figure.Theirs.Median:0.###} {figure.Unit})");
            }
        }

        return figures;
    }
}
