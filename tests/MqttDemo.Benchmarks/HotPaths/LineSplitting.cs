using BenchmarkDotNet.Attributes;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Benchmarks.HotPaths;

/// <summary>From a stream of lines to payloads.</summary>
public class LineSplitting
{
    static DelimitedRecords source = null!;

    [Params(8, 256)]
    public int Length { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var line = System.Text.Encoding.ASCII.GetBytes($"{new string('.', Length)}\n");
        source = new DelimitedRecords(
            new EndlessStream([.. Enumerable.Repeat(line, HotPathBenchmarks.Messages).SelectMany(bytes => bytes)]),
            "\n"u8.ToArray());
    }

    [GlobalCleanup]
    public void CleanUp() => source.Dispose();

    [Benchmark(OperationsPerInvoke = HotPathBenchmarks.Messages, Description = "DelimitedRecords")]
    public int Ours()
    {
        var count = 0;
        while (count < HotPathBenchmarks.Messages)
        {
            if (!source.TryTake(out _, out _))
            {
                source.Fill();
                continue;
            }

            count++;
        }

        return count;
    }
}
