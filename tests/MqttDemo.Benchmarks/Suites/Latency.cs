using System.Buffers.Text;
using System.Diagnostics;
using System.IO.Pipes;
using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>
/// From the line that goes into the publisher to the line that comes out of the subscriber, in several rhythms.
/// </summary>
static class Latency
{
    static readonly (string Name, double Share)[] Percentiles =
        [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999), ("max", 1)];

    static readonly Rhythm[] All =
    [
        new("1/s", 1, TimeSpan.FromSeconds(1), Messages: 10),
        new("100/s", 1, TimeSpan.FromMilliseconds(10), Messages: 300) { Wanted = [1, 1, 1] },
        Rhythm.Steady,
        new("bursts of 500", 500, TimeSpan.FromMilliseconds(50), Messages: 20_000) { Wanted = [1, 1, 1] },
    ];

    static int runs;

    /// <summary>A thousand a second.</summary>
    public static IAsyncEnumerable<Figure> MeasureAsync(Plan plan) =>
        MeasureAsync(plan, plan.IsQuick ? [Rhythm.Steady with { Messages = 2_000 }] : [Rhythm.Steady]);

    /// <summary>A trickle, a stream and bursts.</summary>
    public static IAsyncEnumerable<Figure> MeasureRhythmsAsync(Plan plan) => MeasureAsync(plan, All);

    static async IAsyncEnumerable<Figure> MeasureAsync(Plan plan, IReadOnlyList<Rhythm> rhythms)
    {
        await using var broker = await MeasuredBroker.StartAsync();
        foreach (var rhythm in rhythms)
        {
            foreach (var qos in plan.QualitiesOfService)
            {
                var (ours, theirs) = (new List<double[]>(), new List<double[]>());
                for (var round = 0; round < plan.Rounds; round++)
                {
                    foreach (var tools in Plan.Turns(round, Tools.Both(plan.Ours)))
                    {
                        (tools == plan.Ours ? ours : theirs).Add(await RunAsync(tools, broker, rhythm, qos));
                    }
                }

                foreach (var (name, share) in Percentiles)
                {
                    yield return new(
                        $"latency at {rhythm.Name}, QoS {qos}, {name}", "ms",
                        [.. ours.Zip(theirs, (one, other) => new Round(At(one, share), At(other, share)))],
                        name == "p99" && rhythm.Wanted is { } wanted ? Wanted.RatioUpTo(wanted[qos]) : null);
                }
            }
        }
    }

    static double At(double[] sorted, double share) =>
        sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    static async Task<double[]> RunAsync(Tools tools, MeasuredBroker broker, Rhythm rhythm, int qos)
    {
        var (topic, count) = ($"benchmark/latency/{++runs}", rhythm.Messages);
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
                () => Write(into, rhythm),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            into.Dispose();
            await publishing;
        }

        await subscribing;
        return await reading;
    }

    /// <summary>Lines that say when they were written, in ticks of <see cref="Stopwatch"/>.</summary>
    static void Write(Stream output, Rhythm rhythm)
    {
        Span<byte> line = stackalloc byte[32];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < rhythm.Messages; i++)
        {
            var due = rhythm.Interval * (i / rhythm.Burst);
            if (due - Stopwatch.GetElapsedTime(start) is var early && early > TimeSpan.Zero)
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
