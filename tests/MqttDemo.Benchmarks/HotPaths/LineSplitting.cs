using BenchmarkDotNet.Attributes;
using MqttDemo.Publisher.Sources;

namespace MqttDemo.Benchmarks.HotPaths;

/// <summary>From a stream of lines to payloads.</summary>
public sealed class LineSplitting : IDisposable
{
    readonly MemoryStream input = new();

    [Params(8, 256)]
    public int Length { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        for (var i = 0; i < HotPathBenchmarks.Messages; i++)
        {
            input.Write(System.Text.Encoding.ASCII.GetBytes($"{new string('.', Length)}\n"));
        }
    }

    [Benchmark(OperationsPerInvoke = HotPathBenchmarks.Messages, Description = "DelimitedPayloads")]
    public async Task<long> OursAsync()
    {
        input.Position = 0;
        // Not disposed: it would take the stream with it.
        var source = new DelimitedPayloads(input, "\n"u8.ToArray());
        var bytes = 0L;
        while (await source.FillAsync(CancellationToken.None))
        {
            while (source.TryTake(out var payload))
            {
                bytes += payload.Length;
            }
        }

        return bytes;
    }

    public void Dispose() => input.Dispose();
}
