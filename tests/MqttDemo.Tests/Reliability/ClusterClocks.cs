using System.Diagnostics;
using System.Globalization;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// How long both programs take to be with the node that is well: artifacts/cluster-clocks.md. It wants a machine to
/// itself, and so is run by hand.
/// </summary>
public sealed class ClusterClocks
{
    static readonly string Table = Path.Combine(Executables.Repository, "artifacts", "cluster-clocks.md");

    public static TheoryData<ClusterName, string> Cells()
    {
        var data = new TheoryData<ClusterName, string>();
        foreach (var name in Enum.GetValues<ClusterName>())
        {
            foreach (var order in (string[])["bad good", "good bad", "bad bad good", "dead-ipv6 bad good"])
            {
                data.Add(name, order);
            }
        }

        return data;
    }

    [ProofTheory]
    [MemberData(nameof(Cells))]
    public async Task Both_programs_are_with_the_node_that_is_well_within_two_seconds(ClusterName name, string order)
    {
        List<string> late = [];
        foreach (var fault in Enum.GetValues<NodeFault>().Except([NodeFault.None]))
        {
            string[] times = [
                .. await MeasureAsync(name, order, fault, isAtStart: true),
                .. await MeasureAsync(name, order, fault, isAtStart: false)];
            var row = $"| {name} | {order} | {fault} | {string.Join(" | ", times)} |\n";
            await File.AppendAllTextAsync(Table, row, TestContext.Current.CancellationToken);
            late.AddRange(times.Where(time => IsLate(time, fault, order)).Select(time => $"{fault}: {time}"));
        }

        Assert.Empty(late);
    }

    /// <summary>A CONNACK and silence take one and a half keep-alives of 2 s at each bad node, and a delay.</summary>
    static bool IsLate(string time, NodeFault fault, string order)
    {
        var bad = order.Split(' ').Count(word => word == "bad");
        var limit = fault == NodeFault.SilentAfterConnAck ? 3.1 * bad : 2;
        return !double.TryParse(time, CultureInfo.InvariantCulture, out var seconds) || seconds > limit;
    }

    /// <returns>Those of publisher and subscriber.</returns>
    static async Task<string[]> MeasureAsync(ClusterName name, string order, NodeFault fault, bool isAtStart)
    {
        var port = Ports.Free();
        var words = order.Split(' ');
        var addresses = words.Select((word, i) => word == "dead-ipv6" ? "::1" : $"127.0.0.{i + 1}").ToArray();
        using var names = new ClusterNames(name, port, addresses);
        var nodes = words.Zip(addresses).Where(node => node.First is "good" or "bad").Select(node =>
            new Node(node.Second, port, node.First, isAtStart && node.First == "bad" ? fault : default)).ToArray();
        string[] common = ["-t", "t", "-q", "1", "-k", "2", "--connect-timeout", "60"];
        await using var publisher = names.Start(Executables.Publisher, [.. common, "-l"]);
        await using var subscriber = names.Start(Executables.Subscriber, common);
        var watch = Stopwatch.StartNew();
        if (!isAtStart)
        {
            await publisher.TypeAsync("1\n");
            await Until.TrueAsync(
                () => nodes.Any(node => node.Published.Count > 0) && subscriber.OutputSoFar.Length > 0, "messages");
            foreach (var bad in nodes.Where(node => node.Name == "bad"))
            {
                bad.Turn(fault);
            }

            watch.Restart();
        }

        await publisher.TypeAsync("2\n");
        var times = await Task.WhenAll(
            TimeAsync(publisher, () => nodes.Any(node => node.Name == "good" && node.Published.Contains("2")), watch),
            TimeAsync(subscriber, () => subscriber.OutputSoFar.AsSpan().IndexOf("good"u8) >= 0, watch));
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        return times;
    }

    static async Task<string> TimeAsync(App app, Func<bool> isThere, Stopwatch watch)
    {
        while (!isThere())
        {
            if (app.HasExited || watch.Elapsed > TimeSpan.FromSeconds(20))
            {
                return app.HasExited ? $"exit {(await app.ExitAsync()).Code}" : "> 20 s";
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        return watch.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
    }
}
