using System.Diagnostics;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// Two nodes of which the first fails, in whatever way, while messages go through: both programs are soon with the
/// second, by whatever name the two are known.
/// </summary>
[Trait("Length", "long")]
public sealed class ClusterOutages
{
    readonly int port = Ports.Free();

    public static TheoryData<string, ClusterName> Faults => TwoNodes.Faults();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task In_mid_stream_both_programs_are_soon_with_the_node_that_is_well(string fault, ClusterName name)
    {
        await using var first = new Node("127.0.0.1", port, "first");
        // Where it answers too, a machine that is busy may let it win the race of the two addresses.
        await using var second = new Node("127.0.0.2", port, "second", NodeFault.NobodyThere);
        using var names = new ClusterNames(name, port, "127.0.0.1", "127.0.0.2");
        await using var publisher = TwoNodes.Start(names, Executables.Publisher, "-l");
        await using var subscriber = TwoNodes.Start(names, Executables.Subscriber, "-C", "2");
        await publisher.TypeAsync("1\n");
        await Until.TrueAsync(
            () => first.Published.Count == 1 && subscriber.OutputSoFar.Length > 0, "a message each way");

        second.Turn(NodeFault.None);
        first.Turn(Enum.Parse<NodeFault>(fault));
        var watch = Stopwatch.StartNew();
        await publisher.TypeAsync("2\n");
        var (published, received) = (await publisher.FinishAsync(), await subscriber.ExitAsync());

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TwoNodes.Soon);
        Assert.Equal((0, ""), (published.Code, published.Out));
        Assert.Equal((0, "first\nsecond\n"), (received.Code, received.Out));
        Assert.Equal(["2"], second.Published);
        TwoNodes.AtMostTwoLinesAnOutage(published.Error);
        TwoNodes.AtMostTwoLinesAnOutage(received.Error);
    }
}
