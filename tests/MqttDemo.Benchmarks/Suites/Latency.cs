using System.Buffers.Text;
using System.Diagnostics;
using System.IO.Pipes;
using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;
using MqttDemo.TestKit.Brokers;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>
/// From the line that goes into the publisher to the line that comes out of the subscriber, at a thousand a second.
/// </summary>
static class Latency
{
    const int PerSecond = 1_000;

    static readonly (string Name, double Share, Wanted? Wanted)[] Percentiles =
        [("p50", 0.5, null), ("p99", 0.99, Wanted.RatioUpTo(1)), ("p99.9", 0.999, null), ("max", 1, null)];

    public static async IAsyncEnumerable<Figure> MeasureAsync(Plan plan)
    {
        await using var broker = await MeasuredBroker.StartAsync();
        var count = PerSecond * (plan.IsQuick ? 2 : 5);
        foreach (var qos in plan.QualitiesOfService)
        {
            var (ours, theirs) = (new List<double[]>(), new List<double[]>());
            for (var round = 0; round < plan.Rounds; round++)
            {
                foreach (var tools in Plan.Turns(round, Tools.Both(plan.Ours)))
                {
                    var latencies = await RunAsync(
                        tools, broker, $"benchmark/latency/{qos}/{round}/{tools.Name}", qos, count);
                    (tools == plan.Ours ? ours : theirs).Add(latencies);
                }
            }

            foreach (var (name, share, wanted) in Percentiles)
            {
                yield return new(
                    $"latency at 1,000/s, QoS {qos}, {name}", "ms",
                    [.. ours.Zip(theirs, (one, other) => new Round(At(one, share), At(other, share)))], wanted);
            }
        }
    }

    static double At(double[] sorted, double share) =>
        sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    static async Task<double[]> RunAsync(Tools tools, Mosquitto broker, string topic, int qos, int count)
    {
        string[] common = ["-h", "localhost", "-p", $"{broker.Port}", "-t", topic, "-q", $"{qos}"];
        using var from = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        var subscribing =
            ChildProcess.Start(tools.Subscriber, [.. common, "-C", $"{count}"], null, from.ClientSafePipeHandle)
                .WaitAsync();
        from.DisposeLocalCopyOfClientHandle();
        await broker.SubscribedAsync(topic);
        var reading = Task.Factory.StartNew(
            () => Read(from, count), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        using (var into = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None))
        {
            var publishing =
                ChildProcess.Start(tools.Publisher, [.. common, "-l"], into.ClientSafePipeHandle).WaitAsync();
            into.DisposeLocalCopyOfClientHandle();
            // Connected and waiting for its first line.
            await Task.Delay(200);
            await Task.Factory.StartNew(
                () =>
                    Write(into, count), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            into.Dispose();
            await publishing;
        }

        await subscribing;
        return await reading;
    }

    /// <summary>Lines that say when they were written, in ticks of <see cref="Stopwatch"/>.</summary>
    static void Write(Stream output, int count)
    {
        Span<byte> line = stackalloc byte[32];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = start + (i * Stopwatch.Frequency / PerSecond);
            var early = TimeSpan.FromSeconds((due - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency);
            if (early > TimeSpan.Zero)
            {
                Thread.Sleep(early);
            }

            Utf8Formatter.TryFormat(Stopwatch.GetTimestamp(), line, out var length);
            line[length] = (byte)'\n';
            output.Write(line[..(length + 1)]);
        }
    }

    /// <summary>How old each line is when it comes, in milliseconds, sorted.</summary>
    static double[] Read(Stream input, int count)
    {
        var latencies = new List<double>(count);
        var block = new byte[64 * 1024];
        var kept = 0;
        for (var read = input.Read(block); read > 0; read = input.Read(block, kept, block.Length - kept))
        {
            var now = Stopwatch.GetTimestamp();
            var rest = block.AsSpan(0, kept + read);
            for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
            {
                var isNumber = Utf8Parser.TryParse(rest[..end], out long written, out _);
                latencies.Add(
                    isNumber
                        ? Stopwatch.GetElapsedTime(written, now).TotalMilliseconds
                        : throw new InvalidOperationException("a line came out changed"));
                rest = rest[(end + 1)..];
            }

            kept = rest.Length;
            rest.CopyTo(block);
        }

        return latencies.Count == count
            ? [.. latencies.Order()]
            : throw new InvalidOperationException($"{latencies.Count} of {count} lines came out");
    }
}
