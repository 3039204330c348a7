using System.Diagnostics;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// Two nodes of which the first is not well, whatever it does: both programs are soon with the second, at the start and
/// in mid-stream, by whatever name the two are known.
/// </summary>
[Trait("Length", "long")]
public sealed class Clusters
{
    /// <summary>A generous limit, far from the connect time-out, for a machine that is busy with other tests.</summary>
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    readonly int port = Ports.Free();

    public static TheoryData<string, ClusterName> Faults()
    {
        var data = new TheoryData<string, ClusterName>();
        foreach (var fault in Enum.GetValues<NodeFault>().Except([NodeFault.None]))
        {
            data.Add(fault.ToString(), ClusterName.List);
            if (fault <= NodeFault.EndsForGood)
            {
                data.Add(fault.ToString(), ClusterName.Host);
            }
        }

        foreach (
            var fault in (NodeFault[])[
                NodeFault.BlackHole, NodeFault.Silent, NodeFault.ClosesBeforeConnAck, NodeFault.Unavailable,
                NodeFault.NotAuthorized, NodeFault.SilentAfterConnAck])
        {
            data.Add(fault.ToString(), ClusterName.Domain);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task At_the_start_both_programs_are_soon_with_the_node_that_is_well(string fault, ClusterName name)
    {
        await using var first = new Node("127.0.0.1", port, "first", Enum.Parse<NodeFault>(fault));
        await using var second = new Node("127.0.0.2", port, "second");
        using var names = new ClusterNames(name, port, "127.0.0.1", "127.0.0.2");
        var watch = Stopwatch.StartNew();

        await using var publisher = Start(names, Executables.Publisher, "-m", "x");
        await using var subscriber = Start(names, Executables.Subscriber, "-C", "1");
        var (published, received) = (await publisher.ExitAsync(), await subscriber.ExitAsync());

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
        Assert.Equal((0, ""), (published.Code, published.Out));
        Assert.Equal((0, "second\n"), (received.Code, received.Out));
        Assert.Equal(["x"], second.Published);
        AtMostTwoLinesAnOutage(published.Error);
        AtMostTwoLinesAnOutage(received.Error);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task In_mid_stream_both_programs_are_soon_with_the_node_that_is_well(string fault, ClusterName name)
    {
        await using var first = new Node("127.0.0.1", port, "first");
        // Where it answers too, a machine that is busy may let it win the race of the two addresses.
        await using var second = new Node("127.0.0.2", port, "second", NodeFault.NobodyThere);
        using var names = new ClusterNames(name, port, "127.0.0.1", "127.0.0.2");
        await using var publisher = Start(names, Executables.Publisher, "-l");
        await using var subscriber = Start(names, Executables.Subscriber, "-C", "2");
        await publisher.TypeAsync("1\n");
        await Until.TrueAsync(
            () => first.Published.Count == 1 && subscriber.OutputSoFar.Length > 0, "a message each way");

        second.Turn(NodeFault.None);
        first.Turn(Enum.Parse<NodeFault>(fault));
        var watch = Stopwatch.StartNew();
        await publisher.TypeAsync("2\n");
        var (published, received) = (await publisher.FinishAsync(), await subscriber.ExitAsync());

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
        Assert.Equal((0, ""), (published.Code, published.Out));
        Assert.Equal((0, "first\nsecond\n"), (received.Code, received.Out));
        Assert.Equal(["2"], second.Published);
        AtMostTwoLinesAnOutage(published.Error);
        AtMostTwoLinesAnOutage(received.Error);
    }

    [Fact]
    public async Task Where_none_takes_us_each_is_told_once_with_its_reason()
    {
        await using var first = new Node("127.0.0.1", port, "first", NodeFault.NotAuthorized);
        await using var second = new Node("127.0.0.2", port, "second", NodeFault.Unavailable);

        using var names = new ClusterNames(ClusterName.Host, port, "127.0.0.1", "127.0.0.2");
        await using var publisher = Start(names, Executables.Publisher, "-m", "x");
        var result = await publisher.ExitAsync();

        Assert.Equal(
            (
                4,
                $"publisher: error: nodes.test:{port} (127.0.0.1) refused the connection: not authorized, without a "
                + "user name\n"
                + $"publisher: error: nodes.test:{port} (127.0.0.2) refused the connection: server unavailable\n"
                + "hint: check -u and the password (--password-file, MQTT_PASSWORD or -P)\n"),
            (result.Code, result.Error));
    }

    [Fact]
    public async Task One_node_that_refuses_in_mid_stream_does_not_end_the_run_while_another_is_only_not_there()
    {
        await using var first = new Node("127.0.0.1", port, "first");
        await using var second = new Node("127.0.0.2", port, "second", NodeFault.NobodyThere);
        using var names = new ClusterNames(ClusterName.List, port, "127.0.0.1", "127.0.0.2");
        await using var publisher = Start(names, Executables.Publisher, "-l");
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
        await using var publisher = Start(names, Executables.Publisher, "-l");
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
        AtMostTwoLinesAnOutage(result.Error);
    }

    [Fact]
    public async Task The_addresses_of_a_name_are_looked_up_again_when_none_of_the_old_ones_answers()
    {
        await using var first = new Node("127.0.0.1", port, "first");
        await using var second = new Node("127.0.0.2", port, "second");
        using var names = new ClusterNames(ClusterName.Host, port, "127.0.0.1");
        await using var publisher = Start(names, Executables.Publisher, "-l");
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
        await using var publisher = Start(names, Executables.Publisher, "-l", "--cluster", shares);
        await publisher.TypeAsync("1\n");
        await Until.TrueAsync(() => first.Published.Count == 1, "the first message");

        first.Turn(NodeFault.NobodyThere);
        await publisher.TypeAsync("2\n");
        var result = await publisher.FinishAsync();

        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Equal((startsClean, "2"), (second.HasStartedClean, Assert.Single(second.Published)));
        AtMostTwoLinesAnOutage(result.Error);
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
        await using var publisher = Start(names, Executables.Publisher, "-l");
        await publisher.TypeAsync("1\n");
        await Until.TrueAsync(() => first.Published.Count == 1, "the first message");

        first.Freeze();
        await publisher.TypeAsync("2\n");

        Assert.Equal(0, (await publisher.FinishAsync()).Code);
        Assert.Equal((1, "2"), (first.Visits, Assert.Single(second.Published)));
    }

    static App Start(ClusterNames names, string program, params IEnumerable<string> args) =>
        names.Start(program, ["-t", "t", "-q", "1", "-k", "2", "--connect-timeout", "60", .. args]);

    static void AtMostTwoLinesAnOutage(string error)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("Subscribed to", StringComparison.Ordinal))
            .ToArray();
        var outages = lines.Count(line => line.Contains("the connection was lost", StringComparison.Ordinal));
        Assert.True(lines.Length <= (2 * outages) + 1, error);
    }
}
