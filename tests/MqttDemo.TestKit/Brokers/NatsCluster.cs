using MqttDemo.TestKit.Faults;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Brokers;

/// <summary>
/// Three nodes of nats-server that keep everything three times. All that the first sends to the others, or they to it,
/// goes through proxies, so that it can be cut off from them while its clients stay connected to it.
/// </summary>
sealed class NatsCluster : IAsyncDisposable
{
    readonly NatsServer[] nodes;
    readonly TcpProxy[] routes;

    NatsCluster()
    {
        int[] ports = [Ports.Free(), Ports.Free(), Ports.Free()];
        routes = [.. ports.Select(port => new TcpProxy(port))];
        // The others meet without a proxy. What they tell of each other leads through one.
        nodes =
        [
            Node("n1", ports[0], routes[0].Port, routes[1].Port, routes[2].Port),
            Node("n2", ports[1], routes[1].Port, ports[2]),
            Node("n3", ports[2], routes[2].Port, ports[1]),
        ];
    }

    static NatsServer Node(string name, int port, int advertised, params int[] others) =>
        new(name, NatsServer.ClusterSection(port, advertised, others), copies: 3);

    /// <summary>The one that can be cut off comes first.</summary>
    public IReadOnlyList<TestBroker> Nodes => nodes;

    public static async Task<NatsCluster> StartAsync()
    {
        var cluster = new NatsCluster();
        await Task.WhenAll(cluster.nodes[1].LaunchedAsync(), cluster.nodes[2].LaunchedAsync());
        await cluster.nodes[0].LaunchedAsync();
        await Task.WhenAll(cluster.nodes.Select(node => node.ReadyAsync()));
        return cluster;
    }

    /// <summary>Nothing passes between the first node and the others any more, and nothing tells them so.</summary>
    public void CutOff()
    {
        foreach (var route in routes)
        {
            route.IsStalled = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        foreach (var route in routes)
        {
            await route.DisposeAsync();
        }
    }
}
