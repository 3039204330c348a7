using System.Globalization;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>README's recipe of a worker, with mosquitto behind a link that breaks every few seconds.</summary>
public sealed class Workers : IDisposable
{
    const int Jobs = 40;

    /// <summary>mosquitto's own, which the brokers of other tests do not have.</summary>
    const string DefaultWindow = "max_inflight_messages 20";

    static readonly TimeSpan Life = TimeSpan.FromSeconds(2);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1", "0.2")]
    [InlineData("4", "0.8")]
    public async Task Every_job_runs_once_and_once_more_at_most_for_each_break_while_it_was_in_hand(
        string jobs, string seconds)
    {
        await using var broker = await Mosquitto.StartAsync(DefaultWindow);
        await using var proxy = new TcpProxy(broker.Port, _ => new Fault(Life: Life));
        string[] recipe = ["-t", "jobs/#", "-q", "1", "-c", "-i", "worker", "--exec", Work(seconds), "--jobs", jobs];
        await using var subscriber = await App.SubscribedAsync(["-b", proxy.Address, .. recipe]);
        (await App.PublishAsync(["-b", broker.Address, "-t", "jobs/a", "-q", "1", "-l"], Lines.Sequence(Jobs)))
            .ShouldBeSilentSuccess();
        await Until.TrueAsync(
            () => Runs().Select(run => run.Job).Distinct().Count() == Jobs,
            () => $"all jobs to begin; {subscriber.Error}");

        // On a link that stays: one more, then the end.
        proxy.IsPeaceful = true;
        await PublishAsync(broker, "last");
        await Until.TrueAsync(
            () => Runs().Any(run => run.Job == "last"), () => $"the last one to begin; {subscriber.Error}");
        subscriber.Signal("INT");
        var result = await subscriber.ExitAsync();

        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.True(proxy.Cuts >= 2, $"the link has broken {proxy.Cuts} times only");
        Assert.All(Runs().GroupBy(run => run.Job), runs => Assert.InRange(
            runs.Count(), 1, 1
                + proxy.CutTimes.Count(
                    time => time >= runs.Min(run => run.Began) && time <= runs.Max(run => run.Began))));
        await ShouldHaveNothingLeftAsync(broker);
    }

    /// <summary>Nothing waits before what is published now.</summary>
    static async Task ShouldHaveNothingLeftAsync(Mosquitto broker)
    {
        await PublishAsync(broker, "after");
        var rest = await App.SubscribeAsync(
            "-b", broker.Address, "-t", "jobs/#", "-q", "1", "-c", "-i", "worker", "-C", "1");

        Assert.Equal((0, "after\n"), (rest.Code, rest.Out));
    }

    static async Task PublishAsync(Mosquitto broker, string job) =>
        (await App.PublishAsync(["-b", broker.Address, "-t", "jobs/a", "-q", "1", "-m", job])).ShouldBeSilentSuccess();

    /// <summary>A script that writes down each run.</summary>
    string Work(string seconds)
    {
        var path = folder.File(
            "work.sh",
            $"#!/bin/sh\nread -r job\necho \"$job $(date +%s%3N)\" >> '{folder.File("log", "")}'\nsleep {seconds}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    (string Job, DateTimeOffset Began)[] Runs() =>
    [
        .. from line in File.ReadAllLines(folder.File("log"))
           let fields = line.Split(' ')
           where fields is [_, { Length: 13 }]
           select (
               fields[0], DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(fields[1], CultureInfo.InvariantCulture))),
    ];
}
