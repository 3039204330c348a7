using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Brokers;

/// <summary>nats-server of Debian: MQTT 3.1.1 over JetStream, which keeps sessions and messages on the disk.</summary>
sealed class NatsServer : TestBroker
{
    readonly int ownPort = Ports.Free();
    readonly int routePort = Ports.Free();
    string name = "single";
    string[] cluster = [];

    /// <summary>Nodes of one cluster, each of which keeps everything.</summary>
    public static async Task<NatsServer[]> StartClusterAsync(int count)
    {
        NatsServer[] nodes = [.. Enumerable.Range(1, count).Select(i => new NatsServer { name = $"n{i}" })];
        var routes = string.Join(", ", nodes.Select(node => $"\"nats-route://127.0.0.1:{node.routePort}\""));
        foreach (var node in nodes)
        {
            node.cluster = [$"cluster {{ name: c1, host: 127.0.0.1, port: {node.routePort}, routes: [ {routes} ] }}"];
        }

        // A node answers when there is a majority of them.
        await Task.WhenAll(nodes.Select(node => node.StartedAsync()));
        return nodes;
    }

    protected override Task<App> LaunchAsync()
    {
        // An ack_wait shorter than the default 30 s: what a dead connection had in flight comes again only after it.
        var path = Folder.File("nats.conf", $$"""
            server_name: "{{name}}"
            host: 127.0.0.1
            port: {{ownPort}}
            jetstream { store_dir: "{{Folder.File("js")}}", max_memory_store: 128MB, max_file_store: 2GB }
            mqtt { host: 127.0.0.1, port: {{Port}}, ack_wait: "5s", max_ack_pending: 1000 }
            {{string.Concat(cluster)}}

            """);
        return Task.FromResult(App.Start(Executables.Installed("nats-server"), ["-c", path], folder: Folder.Path));
    }
}
