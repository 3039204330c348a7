using BenchmarkDotNet.Attributes;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Benchmarks.HotPaths;

/// <summary>From a stream of lines to payloads.</summary>
public class LineSplitting
{
    static DelimitedPayloads source = null!;

    [Params(8, 256)]
    public int Length { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var line = System.Text.Encoding.ASCII.GetBytes($"{new string('.', Length)}\n");
        source = new DelimitedPayloads(new EndlessStream([.. Enumerable.Repeat(line, HotPathBenchmarks.Messages).SelectMany(bytes => bytes)]), "\n"u8.ToArray());
    }

    [GlobalCleanup]
    public void CleanUp() => source.Dispose();

    [Benchmark(OperationsPerInvoke = HotPathBenchmarks.Messages, Description = "DelimitedPayloads")]
    public async Task<int> OursAsync()
    {
        var count = 0;
        while (count < HotPathBenchmarks.Messages)
        {
            if (!source.TryTake(out _))
            {
                await source.FillAsync(CancellationToken.None);
                continue;
            }

            count++;
        }

        return count;
    }
}
