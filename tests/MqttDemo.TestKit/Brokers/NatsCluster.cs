using MqttDemo.TestKit.Faults;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Brokers;

/// <summary>
/// Three nodes of nats-server that keep everything three times. All that the first sends to the others, or they to it,
/// goes through proxies, so that it can be cut off from them while its clients stay connected to it.
/// </summary>
sealed class NatsCluster : IAsyncDisposable
{
    readonly NatsNode[] nodes;
    readonly TcpProxy[] routes;

    NatsCluster()
    {
        int[] ports = [Ports.Free(), Ports.Free(), Ports.Free()];
        routes = [.. ports.Select(port => new TcpProxy(port))];
        // The others meet without a proxy. What they tell of each other leads through one.
        nodes =
        [
            new("n1", ports[0], routes[0].Port, routes[1].Port, routes[2].Port),
            new("n2", ports[1], routes[1].Port, ports[2]),
            new("n3", ports[2], routes[2].Port, ports[1]),
        ];
    }

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

    sealed class NatsNode(string name, int routePort, int advertised, params int[] others) : TestBroker
    {
        readonly int ownPort = Ports.Free();

        protected override Task<App> LaunchAsync()
        {
            var routes = string.Join(", ", others.Select(port => $"\"nats-route://127.0.0.1:{port}\""));
            var path = Folder.File("nats.conf", $$"""
                server_name: "{{name}}"
                host: 127.0.0.1
                port: {{ownPort}}
                jetstream { store_dir: "{{Folder.File("js")}}", max_memory_store: 128MB, max_file_store: 2GB }
                mqtt {
                  host: 127.0.0.1
                  port: {{Port}}
                  ack_wait: "5s"
                  max_ack_pending: 1000
                  stream_replicas: 3
                  consumer_replicas: 3
                }
                cluster {
                  name: "c1"
                  host: 127.0.0.1
                  port: {{routePort}}
                  advertise: "127.0.0.1:{{advertised}}"
                  routes: [ {{routes}} ]
                }

                """);
            return Task.FromResult(App.Start(Executables.Installed("nats-server"), ["-c", path], folder: Folder.Path));
        }
    }
}
