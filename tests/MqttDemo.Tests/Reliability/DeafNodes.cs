using System.Diagnostics;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Reliability;

/// <summary>A node of a real cluster that is cut off from the others keeps its clients and delivers nothing.</summary>
public sealed class DeafNodes
{
    const double Period = 2;

    [Proof]
    public async Task A_NATS_node_without_quorum_is_left_within_two_probe_periods_and_nothing_is_missing_afterwards()
    {
        await using var cluster = await NatsCluster.StartAsync();
        var cutOff = cluster.Nodes[0].Address;
        var others = string.Join(',', cluster.Nodes.Skip(1).Select(node => node.Address));
        await using var subscriber = await Stream.SubscribeAsync(
            $"{cutOff},{others}", "1", "311", "sub", "--probe", $"{Period}");
        await using var publisher = Stream.Publish(others, "1", "311");
        var feeding = Feed.InStepAsync(publisher, Scale.Messages, subscriber);
        await subscriber.UntilDistinctAsync(Scale.Messages / 4);

        cluster.CutOff();
        var watch = Stopwatch.StartNew();
        await subscriber.UntilErrorContainsAsync("the connection was lost");
        var left = watch.Elapsed;
        await feeding;
        var published = await publisher.ExitAsync();
        await subscriber.UntilDistinctAsync(Scale.Messages);
        var received = await Stream.EndAsync(subscriber);

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"left after {left.TotalSeconds:0.0} s, {Stream.Numbers(received.Bytes).Length} messages received; "
                + $"subscriber:\n{received.Error}\npublisher:\n{published.Error}");
        Assert.InRange(left.TotalSeconds, 0, (2 * Period) + 1);
        Assert.Equal((0, 0), (published.Code, received.Code));
        Stream.ShouldBeComplete(Scale.Messages, Stream.Numbers(received.Bytes));
    }
}
