using System.Diagnostics;
using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>How long it takes to publish one message, to stand subscribed, and to ask and be answered.</summary>
static class StartUp
{
    const double Limit = 1.6;

    public static async IAsyncEnumerable<Figure> MeasureAsync(Plan plan)
    {
        await using var broker = await MeasuredBroker.StartAsync();
        var publish = OneMessage(broker);
        yield return MeasurePublisher(plan, "start to exit, one message", publish, Limit);

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
        for (var i = 0; i < Times(plan); i++)
        {
            var (ours, theirs) = (double.NaN, double.NaN);
            foreach (var tools in Plan.Turns(i, Tools.Both(plan.Ours)))
            {
                var took = await UntilSubscribedAsync(tools, broker.Port);
                (ours, theirs) = tools == plan.Ours ? (took, theirs) : (ours, took);
            }

            subscribed.Add(new(ours, theirs));
        }

        yield return new("start to SUBACK", "ms", subscribed, Wanted.RatioUpTo(Limit));
        yield return await MeasureRequestAsync(plan);
    }

    /// <summary>The publisher of one message.</summary>
    public static Figure MeasurePublisher(Plan plan, string name, string[] arguments, double limit) =>
        Measure(plan, name, limit, tools => ChildProcess.Start(tools.Publisher, arguments));

    /// <summary>The arguments that publish one message.</summary>
    public static string[] OneMessage(MeasuredBroker broker) =>
        ["-h", "localhost", "-p", $"{broker.Port}", "-t", "benchmark/start", "-m", "Hello MQTT"];

    static async Task<Figure> MeasureRequestAsync(Plan plan)
    {
        await using var responder = await Responder.StartAsync(plan.Ours);
        string[] ask = ["-h", "localhost", "-p", $"{responder.Port}", "-t", Responder.Topic, "-m", "Hello MQTT"];
        return Measure(
            plan, "request, start to exit", Limit, tools => tools == plan.Ours
                ? ChildProcess.Start(tools.Publisher, ["request", .. ask])
                : ChildProcess.Start("mosquitto_rr", ["-e", "benchmark/reply", .. ask]));
    }

    static Figure Measure(Plan plan, string name, double limit, Func<Tools, ChildProcess> start)
    {
        var rounds = new List<Round>();
        for (var i = 0; i < Times(plan); i++)
        {
            rounds.Add(Round(plan, i, tools => Milliseconds(start(tools).Wait())));
        }

        return new(name, "ms", rounds, Wanted.RatioUpTo(limit));
    }

    static int Times(Plan plan) => plan.IsQuick ? 30 : 100;

    static Round Round(Plan plan, int round, Func<Tools, double> measure)
    {
        var taken = Plan.Turns(round, Tools.Both(plan.Ours)).ToDictionary(tools => tools, measure);
        return new(taken[plan.Ours], taken[Tools.Theirs]);
    }

    static double Milliseconds(ProcessEnd end) => end.ExitCode == 0
        ? end.Elapsed.TotalMilliseconds
        : throw new InvalidOperationException($"a program of one message ended with {end.ExitCode}");

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
