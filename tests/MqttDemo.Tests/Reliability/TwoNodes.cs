namespace MqttDemo.Tests.Reliability;

/// <summary>What the tests with two nodes have in common.</summary>
static class TwoNodes
{
    /// <summary>A generous limit, far from the connect time-out, for a machine that is busy with other tests.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

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

    public static App Start(ClusterNames names, string program, params IEnumerable<string> args) =>
        names.Start(program, ["-t", "t", "-q", "1", "-k", "2", "--connect-timeout", "60", .. args]);

    public static void AtMostTwoLinesAnOutage(string error)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("Subscribed to", StringComparison.Ordinal))
            .ToArray();
        var outages = lines.Count(line => line.Contains("the connection was lost", StringComparison.Ordinal));
        Assert.True(lines.Length <= (2 * outages) + 1, error);
    }
}
