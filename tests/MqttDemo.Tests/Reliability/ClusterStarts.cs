using System.Diagnostics;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// Two nodes of which the first is not well, whatever is wrong with it: at the start both programs are soon with the
/// second, by whatever name the two are known.
/// </summary>
[Trait("Length", "long")]
public sealed class ClusterStarts
{
    readonly int port = Ports.Free();

    public static TheoryData<string, ClusterName> Faults => TwoNodes.Faults();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task At_the_start_both_programs_are_soon_with_the_node_that_is_well(string fault, ClusterName name)
    {
        await using var first = new Node("127.0.0.1", port, "first", Enum.Parse<NodeFault>(fault));
        await using var second = new Node("127.0.0.2", port, "second");
        using var names = new ClusterNames(name, port, "127.0.0.1", "127.0.0.2");
        var watch = Stopwatch.StartNew();

        await using var publisher = TwoNodes.Start(names, Executables.Publisher, "-m", "x");
        await using var subscriber = TwoNodes.Start(names, Executables.Subscriber, "-C", "1");
        var (published, received) = (await publisher.ExitAsync(), await subscriber.ExitAsync());

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TwoNodes.Soon);
        Assert.True(published.Code == 0, published.Error);
        Assert.True(received.Code == 0, received.Error);
        Assert.Equal(("", "second\n"), (published.Out, received.Out));
        Assert.Equal(["x"], second.Published);
        TwoNodes.AtMostTwoLinesAnOutage(published.Error);
        TwoNodes.AtMostTwoLinesAnOutage(received.Error);
    }
}
