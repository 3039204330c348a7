using System.Diagnostics;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// Memory does not grow with time, nor with the number of reconnects. Long proofs: run them alone, with the native
/// programs (MQTTDEMO_BIN); they print a line of figures for each sample.
/// </summary>
public sealed class FlatMemory
{
    const int RatePerSecond = 2_000;

    const double MostGrowthMegabytes = 2;

    static readonly TimeSpan Warming = TimeSpan.FromMinutes(1);

    [Proof]
    public Task In_20_minutes_with_the_link_cut_every_30_s_it_stays_as_it_was_after_the_first() =>
        RunAsync(TimeSpan.FromMinutes(20), cutEvery: TimeSpan.FromSeconds(30));

    [Proof]
    public Task In_3_minutes_with_the_link_cut_every_3_s_it_stays_as_it_was_after_the_first() =>
        RunAsync(TimeSpan.FromMinutes(3), cutEvery: TimeSpan.FromSeconds(3));

    /// <summary>Two pairs, so that as many messages go each way over the link.</summary>
    static async Task RunAsync(TimeSpan duration, TimeSpan cutEvery)
    {
        var count = (int)(RatePerSecond * duration.TotalSeconds);
        await using var broker = await Mosquitto.StartAsync();
        await using var link = new TcpProxy(broker.Port);
        await using var oneSubscriber = await SubscribeAsync(link, "one");
        await using var otherSubscriber = await SubscribeAsync(link, "other");
        await using var onePublisher = Publish(link, "one");
        await using var otherPublisher = Publish(link, "other");
        App[] publishers = [onePublisher, otherPublisher];
        App[] subscribers = [oneSubscriber, otherSubscriber];
        var feeding = Task.WhenAll(publishers.Select(publisher => Task.Run(() => Feed.AtOnceAsync(publisher, count))));

        var samples = await SampleAsync(link, [.. subscribers, .. publishers], duration, cutEvery);

        await feeding;
        foreach (var publisher in publishers)
        {
            Assert.Equal(0, (await publisher.ExitAsync()).Code);
        }

        foreach (var subscriber in subscribers)
        {
            await subscriber.UntilDistinctAsync(count);
            var numbers = Stream.Numbers((await Stream.EndAsync(subscriber)).Bytes);
            Print($"missing {count - numbers.Distinct().Count()}, duplicates {numbers.Length - count}");
            Stream.ShouldBeComplete(count, numbers);
        }

        ShouldBeFlat(samples);
    }

    static Task<App> SubscribeAsync(TcpProxy link, string name) =>
        App.SubscribedAsync(["-b", link.Address, "-t", name, "-q", "1", .. App.Kept($"{name}-subscriber")]);

    static App Publish(TcpProxy link, string name) => App.Publisher(
        [
            "-b", link.Address, "-t", name, "-q", "1", "-l", "--rate", $"{RatePerSecond}",
            .. App.Kept($"{name}-publisher")
        ]);

    /// <summary>The resident memory of each program, every 10 s, while the link is cut.</summary>
    static async Task<List<(TimeSpan At, double[] Megabytes)>> SampleAsync(
        TcpProxy link, App[] apps, TimeSpan duration, TimeSpan cutEvery)
    {
        var samples = new List<(TimeSpan At, double[] Megabytes)>();
        Print("seconds,cuts,one subscriber,other subscriber,one publisher,other publisher");
        var watch = Stopwatch.StartNew();
        var (nextCut, nextSample) = (cutEvery, TimeSpan.FromSeconds(10));
        // The programs end when all is published, and are to be measured before that.
        while (watch.Elapsed < duration - TimeSpan.FromSeconds(2))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            if (watch.Elapsed >= nextCut)
            {
                nextCut += cutEvery;
                link.CutAll();
            }

            if (watch.Elapsed >= nextSample)
            {
                nextSample += TimeSpan.FromSeconds(10);
                double[] megabytes = [.. apps.Select(app => app.ResidentMegabytes)];
                samples.Add((watch.Elapsed, megabytes));
                Print(
                    $"{watch.Elapsed.TotalSeconds:0},{link.Cuts},"
                    + $"{string.Join(',', megabytes.Select(size => $"{size:0.0}"))}");
            }
        }

        return samples;
    }

    /// <summary>
    /// The most of the first minute is compared with the most afterwards: what one moment shows depends on when the
    /// last connection ended and its memory was given back.
    /// </summary>
    static void ShouldBeFlat(List<(TimeSpan At, double[] Megabytes)> samples)
    {
        var early = samples.TakeWhile(sample => sample.At < Warming + TimeSpan.FromSeconds(5)).ToList();
        var later = samples.Skip(early.Count).ToList();
        for (var app = 0; app < samples[0].Megabytes.Length; app++)
        {
            var growth = later.Max(sample => sample.Megabytes[app]) - early.Max(sample => sample.Megabytes[app]);
            Assert.True(growth <= MostGrowthMegabytes, $"the memory of program {app} has grown by {growth:0.0} MB");
        }
    }

    static void Print(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
