using System.Diagnostics;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// Long proofs with real clusters of three nodes, each of which is killed again and again while numbers go through it.
/// They take minutes, and so are run by hand; artifacts/cluster-kills.md has the figures.
/// </summary>
public sealed class ClusterKills
{
    [ProofTheory]
    [InlineData]
    [InlineData("--probe", "5")]
    public async Task Nothing_is_missing_at_QoS_1_when_each_of_three_nodes_of_NATS_is_killed_again_and_again(
        params string[] ofSubscriber)
    {
        var nodes = await NatsServer.StartClusterAsync(3);
        await ProveAsync(
            $"NATS {string.Join(' ', ofSubscriber)}", nodes, count: 200_000, between: 5_000, ofSubscriber);
    }

    [Proof]
    public async Task Nothing_is_missing_at_QoS_1_when_each_of_three_nodes_of_RabbitMQ_is_killed_again_and_again() =>
        await ProveAsync("RabbitMQ, quorum queues", await RabbitMq.StartClusterAsync(3), count: 50_000, between: 4_000);

    [ProofTheory]
    [InlineData("2", true)]
    [InlineData("1", false)]
    public async Task Through_the_list_RabbitMQ_serves_as_through_one_address(string qos, bool keepsSession)
    {
        const int count = 20_000;
        string[] kept = keepsSession ? ["-c"] : [];
        var nodes = await RabbitMq.StartClusterAsync(3);
        try
        {
            foreach (var some in (RabbitMq[][])[nodes[..1], nodes])
            {
                var watch = Stopwatch.StartNew();
                await using var proxies = new CutList([.. some.Select(node => node.Port)]);
                string[] common = [
                    "-b", proxies.Addresses, "-t", $"numbers{some.Length}", "-q", qos, "-V", "311", "--allow-downgrade",
                    .. kept];
                await using var subscriber = await App.SubscribedAsync([.. common, "-i", $"sub{some.Length}"]);
                await using var publisher = App.Publisher([.. common, "-l", "-i", $"pub{some.Length}"]);
                await Feed.SteadilyAsync(publisher, count, blocksInASecond: 4);
                proxies.MakePeace();
                var published = await publisher.ExitAsync();
                await SettleAsync(subscriber);
                var received = await Stream.EndAsync(subscriber);
                var session = keepsSession ? "" : " without -c";
                var name = $"RabbitMQ, QoS {qos}{session}, {(some.Length == 1 ? "one address" : "the list")}";
                await WriteAsync(name, count, $"{proxies.Cuts} cuts", Stream.Numbers(received.Bytes), watch);
                Assert.Equal((0, 0), (published.Code, received.Code));
            }
        }
        finally
        {
            await DisposeAsync(nodes);
        }
    }

    [ProofTheory]
    [InlineData("1", "5")]
    [InlineData("2", "5")]
    [InlineData("2", "311")]
    public async Task Of_two_brokers_that_share_nothing_the_counts_that_are_reported_are_exact(string qos, string version)
    {
        const int count = 20_000;
        var watch = Stopwatch.StartNew();
        await using var first = await Mosquitto.StartPersistentAsync();
        await using var second = await Mosquitto.StartPersistentAsync();
        await using var proxies = new CutList(first.Port, second.Port);
        await using var onFirst = await App.SubscribedAsync(["-b", first.Address, "-t", "numbers", "-q", qos]);
        await using var onSecond = await App.SubscribedAsync(["-b", second.Address, "-t", "numbers", "-q", qos]);
        await using var publisher = App.Publisher(
            ["-b", proxies.Addresses, "-t", "numbers", "-q", qos, "-V", version, "--cluster", "no", "-l", "--stats"]);

        await Feed.SteadilyAsync(publisher, count, blocksInASecond: 4);
        proxies.MakePeace();
        var published = await publisher.ExitAsync();
        await Task.WhenAll(SettleAsync(onFirst), SettleAsync(onSecond));
        AppResult[] received = [await Stream.EndAsync(onFirst), await Stream.EndAsync(onSecond)];
        int[] numbers = [.. received.SelectMany(result => Stream.Numbers(result.Bytes))];

        var told = Stream.NumberBefore("messages may come twice", published.Error);
        var name = $"two mosquittos, QoS {qos}, {version}, --cluster no, {told} may come twice";
        await WriteAsync(name, count, $"{proxies.Cuts} cuts", numbers, watch);
        Assert.Equal(0, published.Code);
        var summary = $"{count} sent, {count} acknowledged, 0 refused, 0 unfinished";
        Assert.Contains(summary, published.Error, StringComparison.Ordinal);
        Stream.ShouldBeComplete(count, numbers);
        Assert.True(qos == "1" || numbers.Length - numbers.Distinct().Count() <= told, published.Error);
    }

    static async Task ProveAsync(string name, TestBroker[] nodes, int count, int between, params string[] ofSubscriber)
    {
        try
        {
            var watch = Stopwatch.StartNew();
            var list = string.Join(',', nodes.Select(node => node.Address));
            await using var subscriber = await Stream.SubscribeAsync(list, "1", "311", "sub", ofSubscriber);
            await using var publisher = Stream.Publish(list, "1", "311");
            var feeding = Feed.InStepAsync(publisher, count, subscriber);
            var kills = await KillAsync(nodes, publisher, subscriber, count, between);
            await feeding;
            var published = await publisher.ExitAsync();
            await subscriber.UntilDistinctAsync(count, () => $"The publisher said: {published.Error}");
            var received = await Stream.EndAsync(subscriber);
            var numbers = Stream.Numbers(received.Bytes);
            await WriteAsync(name, count, $"{kills} kills", numbers, watch);
            Assert.Equal((0, 0), (published.Code, received.Code));
            Assert.Equal("", published.Out);
            Stream.ShouldBeComplete(count, numbers);
        }
        finally
        {
            await DisposeAsync(nodes);
        }
    }

    /// <summary>One after the other, each time when some more have come and the one before is back.</summary>
    static async Task<int> KillAsync(TestBroker[] nodes, App publisher, App subscriber, int count, int between)
    {
        var kills = 0;
        for (var next = between; next < count; next = Math.Max(next, subscriber.DistinctSoFar) + between)
        {
            await subscriber.UntilDistinctAsync(next, () => $"{kills} kills. The publisher said: {publisher.Error}");
            var node = nodes[kills++ % nodes.Length];
            await node.KillAsync();
            await Task.Delay(500, TestContext.Current.CancellationToken);
            await node.RunAsync();
        }

        return kills;
    }

    /// <summary>Waits until nothing has come for a while.</summary>
    static async Task SettleAsync(App subscriber)
    {
        for (var before = -1; before < subscriber.DistinctSoFar;)
        {
            before = subscriber.DistinctSoFar;
            await Task.Delay(5_000, TestContext.Current.CancellationToken);
        }
    }

    static Task WriteAsync(string name, int count, string faults, int[] numbers, Stopwatch watch)
    {
        var distinct = numbers.Distinct().Count();
        var counts = $"{count - distinct} missing | {numbers.Length - distinct} twice";
        return File.AppendAllTextAsync(
            Path.Combine(Executables.Repository, "artifacts", "cluster-kills.md"),
            $"| {name} | {count} | {faults} | {counts} | {watch.Elapsed.TotalSeconds:0} s |\n",
            TestContext.Current.CancellationToken);
    }

    static async Task DisposeAsync(IEnumerable<TestBroker> nodes)
    {
        // The first has the name server of the others.
        foreach (var node in nodes.Reverse())
        {
            await node.DisposeAsync();
        }
    }
}
