using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace MqttDemo.Benchmarks.HotPaths;

/// <summary>
/// What every message goes through, one step at a time: nanoseconds and bytes allocated for each message.
/// </summary>
static class HotPathBenchmarks
{
    /// <summary>So many messages in each invocation; the results are for one of them.</summary>
    public const int Messages = 1_000;

    public static void Run(string artifacts)
    {
        // In this process: the projects of the house would not build in the folder where BenchmarkDotNet puts its own.
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(artifacts);
        BenchmarkRunner.Run(
            [
                typeof(Encoding), typeof(Decoding), typeof(LineSplitting), typeof(Formatting), typeof(Sending),
                typeof(Receiving)
            ], config);
    }
}
