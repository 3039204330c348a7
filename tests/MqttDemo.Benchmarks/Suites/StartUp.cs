using System.Diagnostics;
using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>How long it takes to publish one message, and to stand subscribed.</summary>
static class StartUp
{
    public static async IAsyncEnumerable<Figure> MeasureAsync(Plan plan)
    {
        await using var broker = await MeasuredBroker.StartAsync();
        var times = plan.IsQuick ? 30 : 100;
        string[] publish = ["-h", "localhost", "-p", $"{broker.Port}", "-t", "benchmark/start", "-m", "Hello MQTT"];
        var published = new List<Round>();
        for (var i = 0; i < times; i++)
        {
            published.Add(Round(plan, i, tools => Milliseconds(ChildProcess.Start(tools.Publisher, publish).Wait())));
        }

        yield return new("start to exit, one message", "ms", published, Wanted.RatioUpTo(1.6));

        var threads = new List<Round>();
        for (var i = 0; i < plan.Rounds; i++)
        {
            if (CreatedThreads.Count(plan.Workspace, plan.Ours.Publisher, publish) is { } ours
                && CreatedThreads.Count(plan.Workspace, Tools.Theirs.Publisher, publish) is { } theirs)
            {
                threads.Add(new(ours, theirs));
            }
        }

        if (threads.Count > 0)
        {
            yield return new("threads created, one message", "threads", threads, Wanted.UpTo(4));
        }

        var subscribed = new List<Round>();
        for (var i = 0; i < times; i++)
        {
            var (ours, theirs) = (double.NaN, double.NaN);
            foreach (var tools in Plan.Turns(i, Tools.Both(plan.Ours)))
            {
                var took = await UntilSubscribedAsync(tools, broker.Port);
                (ours, theirs) = tools == plan.Ours ? (took, theirs) : (ours, took);
            }

            subscribed.Add(new(ours, theirs));
        }

        yield return new("start to SUBACK", "ms", subscribed);
    }

    static Round Round(Plan plan, int round, Func<Tools, double> measure)
    {
        var taken = Plan.Turns(round, Tools.Both(plan.Ours)).ToDictionary(tools => tools, measure);
        return new(taken[plan.Ours], taken[Tools.Theirs]);
    }

    static double Milliseconds(ProcessEnd end) => end.ExitCode == 0
        ? end.Elapsed.TotalMilliseconds
        : throw new InvalidOperationException($"a publisher of one message ended with {end.ExitCode}");

    static async Task<double> UntilSubscribedAsync(Tools tools, int port)
    {
        using var watch = new SubAckWatch(port);
        var subscriber = ChildProcess.Start(
            tools.Subscriber, ["-h", "127.0.0.1", "-p", $"{watch.Port}", "-t", "benchmark/start"]);
        var acknowledged = await watch.NextAsync();
        subscriber.Kill();
        await subscriber.WaitAsync();
        return Stopwatch.GetElapsedTime(subscriber.Started, acknowledged).TotalMilliseconds;
    }
}
