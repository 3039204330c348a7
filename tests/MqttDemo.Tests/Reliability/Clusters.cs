using System.Diagnostics;
using System.Net;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// Two nodes of which the first is not well, whatever it does: both programs are soon with the second, at the start and in mid-stream, by whatever name the
/// two are known.
/// </summary>
public sealed class Clusters : IDisposable
{
    /// <summary>A generous limit, far from the connect time-out, for a machine that is busy with other tests.</summary>
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    readonly int port = Ports.Free();
    readonly TemporaryFolder folder = new();

    public enum Name
    {
        List,
        Host,
        Domain,
    }

    public static TheoryData<string, Name> Faults()
    {
        var data = new TheoryData<string, Name>();
        foreach (var fault in Enum.GetValues<NodeFault>().Except([NodeFault.None]))
        {
            data.Add(fault.ToString(), Name.List);
            data.Add(fault.ToString(), Name.Host);
        }

        foreach (var fault in (NodeFault[])[NodeFault.BlackHole, NodeFault.Silent, NodeFault.ClosesBeforeConnAck, NodeFault.Unavailable, NodeFault.NotAuthorized, NodeFault.SilentAfterConnAck])
        {
            data.Add(fault.ToString(), Name.Domain);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task At_the_start_both_programs_are_soon_with_the_node_that_is_well(string fault, Name name)
    {
        await using var first = new Node("127.0.0.1", port, "first", Enum.Parse<NodeFault>(fault));
        await using var second = new Node("127.0.0.2", port, "second");
        using var names = NameServer(name);
        var watch = Stopwatch.StartNew();

        await using var publisher = Start(name, Executables.Publisher, "-m", "x");
        await using var subscriber = Start(name, Executables.Subscriber, "-C", "1");
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
    public async Task In_mid_stream_both_programs_are_soon_with_the_node_that_is_well(string fault, Name name)
    {
        await using var first = new Node("127.0.0.1", port, "first");
        await using var second = new Node("127.0.0.2", port, "second");
        using var names = NameServer(name);
        await using var publisher = Start(name, Executables.Publisher, "-l");
        await using var subscriber = Start(name, Executables.Subscriber, "-C", "2");
        await publisher.TypeAsync("1\n");
        await Until.TrueAsync(() => first.Published.Count == 1 && subscriber.OutputSoFar.Length > 0, "a message each way");

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

        await using var publisher = Start(Name.Host, Executables.Publisher, "-m", "x");
        var result = await publisher.ExitAsync();

        Assert.Equal(
            (4, $"publisher: error: nodes.test:{port} (127.0.0.1) refused the connection: not authorized, without a user name\n"
                + $"publisher: error: nodes.test:{port} (127.0.0.2) refused the connection: server unavailable\n"
                + "hint: check -u and the password (--password-file, MQTT_PASSWORD or -P)\n"),
            (result.Code, result.Error));
    }

    [Fact]
    public async Task One_node_that_refuses_in_mid_stream_does_not_end_the_run_while_another_is_only_not_there()
    {
        await using var first = new Node("127.0.0.1", port, "first");
        await using var second = new Node("127.0.0.2", port, "second", NodeFault.NobodyThere);
        await using var publisher = Start(Name.List, Executables.Publisher, "-l");
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

    public void Dispose() => folder.Dispose();

    /// <summary>One name server for each port, all of which are on the port of name servers.</summary>
    IPAddress NameServerAddress => IPAddress.Parse($"127.1.{port >> 8}.{port & 255}");

    ServiceServer? NameServer(Name name) => name != Name.Domain
        ? null
        : new(new IPEndPoint(NameServerAddress, 53), (1, 0, (ushort)port, "one.nodes.test"), (2, 0, (ushort)port, "two.nodes.test"));

    App Start(Name name, string program, params IEnumerable<string> args)
    {
        string[] broker = name switch
        {
            Name.List => ["-b", $"127.0.0.1:{port},127.0.0.2:{port}"],
            Name.Host => ["-b", $"nodes.test:{port}"],
            _ => ["-b", "nodes.test", "-S"],
        };
        string[] all = [.. broker, "-t", "t", "-q", "1", "-k", "2", "--connect-timeout", "60", .. args];
        var hosts = folder.File("hosts", "127.0.0.1 nodes.test one.nodes.test\n127.0.0.2 nodes.test two.nodes.test\n");
        var servers = folder.File("resolv.conf", $"nameserver {NameServerAddress}\n");
        return name == Name.List
            ? App.Start(program, all)
            : App.Start("unshare", ["--mount", "sh", "-c", $"mount --bind {hosts} /etc/hosts && mount --bind {servers} /etc/resolv.conf && exec \"$0\" \"$@\"", program, .. all]);
    }

    static void AtMostTwoLinesAnOutage(string error)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("Subscribed to", StringComparison.Ordinal)).ToArray();
        var outages = lines.Count(line => line.Contains("the connection was lost", StringComparison.Ordinal));
        Assert.True(lines.Length <= (2 * outages) + 1, error);
    }
}
