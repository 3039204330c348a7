using System.Diagnostics;

namespace MqttDemo.Tests.Reliability;

/// <summary>Two nodes: what is said, looked up, tried and begun anew when one of them fails.</summary>
[Trait("Length", "long")]
public sealed class Clusters
{
    readonly int port = Ports.Free();

    [Fact]
    public async Task Where_none_takes_us_each_is_reported_once_with_its_reason()
    {
        await using var first = new Node("127.0.0.1", port, "first", NodeFault.NotAuthorized);
        await using var second = new Node("127.0.0.2", port, "second", NodeFault.Unavailable);

        using var names = new ClusterNames(ClusterName.Host, port, "127.0.0.1", "127.0.0.2");
        await using var publisher = TwoNodes.Start(names, Executables.Publisher, "-m", "x");
        var result = await publisher.ExitAsync();

        Assert.Equal(
            (
                4,
                $"publisher: error: nodes.test:{port} (127.0.0.1) refused the connection: not authorized, without a "
                + "user name\n"
                + $"publisher: error: nodes.test:{port} (127.0.0.2) refused the connection: server unavailable\n"
                + "hint: the broker wants to know who it is: log in with -u and a password (--password-file, "
                + "MQTT_PASSWORD or -P)\n"),
            (result.Code, result.Error));
    }

    [Fact]
    public async Task One_node_that_refuses_in_mid_stream_does_not_end_the_run_while_another_is_only_not_there()
    {
        await using var first = new Node("127.0.0.1", port, "first");
        await using var second = new Node("127.0.0.2", port, "second", NodeFault.NobodyThere);
        using var names = new ClusterNames(ClusterName.List, port, "127.0.0.1", "127.0.0.2");
        await using var publisher = TwoNodes.Start(names, Executables.Publisher, "-l");
        await publisher.TypeAsync("1\n");
        await Until.TrueAsync(() => first.Published.Count == 1, "the first message");
        var visits = first.Visits;
        first.Turn(NodeFault.NotAuthorized);
        await publisher.TypeAsync("2\n");
        await Until.TrueAsync(() => first.Visits > visits, "the refusal");

        second.Turn(NodeFault.None);

        Assert.Equal(0, (await publisher.FinishAsync()).Code);
        Assert.Equal(["2"], second.Published);
    }

    [Theory]
    [InlineData(ClusterName.Host)]
    [InlineData(ClusterName.Domain)]
    public async Task Where_the_name_servers_are_silent_the_nodes_that_are_known_are_tried(ClusterName name)
    {
        await using var first = new Node("127.0.0.1", port, "first");
        await using var second = new Node("127.0.0.2", port, "second", NodeFault.NobodyThere);
        using var names = new ClusterNames(name, port, "127.0.0.1", "127.0.0.2");
        await using var publisher = TwoNodes.Start(names, Executables.Publisher, "-l");
        await publisher.TypeAsync("1\n");
        await Until.TrueAsync(() => first.Published.Count == 1, "the first message");
        second.Turn(NodeFault.None);
        first.Turn(NodeFault.NobodyThere);
        await publisher.TypeAsync("2\n");
        await Until.TrueAsync(() => second.Published.Count == 1, "the second message");

        // Both have been connected to, so the addresses of both targets of the domain are known.
        names.Silence();
        first.Turn(NodeFault.None);
        second.Turn(NodeFault.NobodyThere);
        var watch = Stopwatch.StartNew();
        await publisher.TypeAsync("3\n");
        var result = await publisher.FinishAsync();

        // A resolver waits 5 s for each name server, and asks more than once.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Equal(["1", "3"], first.Published);
        TwoNodes.AtMostTwoLinesAnOutage(result.Error);
    }

    [Fact]
    public async Task The_addresses_of_a_name_are_looked_up_again_when_none_of_the_old_ones_answers()
    {
        await using var first = new Node("127.0.0.1", port, "first");
        await using var second = new Node("127.0.0.2", port, "second");
        using var names = new ClusterNames(ClusterName.Host, port, "127.0.0.1");
        await using var publisher = TwoNodes.Start(names, Executables.Publisher, "-l");
        await publisher.TypeAsync("1\n");
        await Until.TrueAsync(() => first.Published.Count == 1, "the first message");

        first.Turn(NodeFault.NobodyThere);
        await publisher.UntilErrorContainsAsync("the connection was lost");
        names.Know("127.0.0.2");
        await publisher.TypeAsync("2\n");

        Assert.Equal(0, (await publisher.FinishAsync()).Code);
        Assert.Equal(["2"], second.Published);
    }

    [Theory]
    [InlineData("yes", false)]
    [InlineData("no", true)]
    public async Task Where_the_brokers_share_no_sessions_each_is_begun_anew(string shares, bool startsClean)
    {
        await using var first = new Node("127.0.0.1", port, "first");
        await using var second = new Node("127.0.0.2", port, "second");
        using var names = new ClusterNames(ClusterName.List, port, "127.0.0.1", "127.0.0.2");
        await using var publisher = TwoNodes.Start(names, Executables.Publisher, "-l", "--cluster", shares);
        await publisher.TypeAsync("1\n");
        await Until.TrueAsync(() => first.Published.Count == 1, "the first message");

        first.Turn(NodeFault.NobodyThere);
        await publisher.TypeAsync("2\n");
        var result = await publisher.FinishAsync();

        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Equal((startsClean, "2"), (second.HasStartedClean, Assert.Single(second.Published)));
        TwoNodes.AtMostTwoLinesAnOutage(result.Error);
    }

    [Fact]
    public async Task Whether_sessions_are_shared_is_yes_or_no()
    {
        var result = await App.PublishAsync(["-b", "a,b", "-t", "t", "-m", "x", "--cluster", "true"]);

        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.StartsWith(
            "publisher: error: --cluster takes yes or no, not 'true'\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_hangs_is_left_without_another_attempt()
    {
        await using var first = new Node("127.0.0.1", port, "first");
        await using var second = new Node("127.0.0.2", port, "second");
        using var names = new ClusterNames(ClusterName.List, port, "127.0.0.1", "127.0.0.2");
        await using var publisher = TwoNodes.Start(names, Executables.Publisher, "-l");
        await publisher.TypeAsync("1\n");
        await Until.TrueAsync(() => first.Published.Count == 1, "the first message");

        first.Freeze();
        await publisher.TypeAsync("2\n");

        Assert.Equal(0, (await publisher.FinishAsync()).Code);
        Assert.Equal((1, "2"), (first.Visits, Assert.Single(second.Published)));
    }
}
