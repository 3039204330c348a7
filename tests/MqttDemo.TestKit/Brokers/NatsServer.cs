using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Brokers;

/// <summary>A nats-server with JetStream and MQTT, alone or in a cluster.</summary>
/// <param name="name">Its name, for the others of its cluster.</param>
/// <param name="cluster">What its configuration says of them.</param>
/// <param name="copies">How many of them keep what MQTT keeps; null leaves that to it.</param>
sealed class NatsServer(string name = "single", string cluster = "", int? copies = null) : TestBroker
{
    readonly int ownPort = Ports.Free();
    readonly int monitorPort = Ports.Free();

    /// <summary>How many messages it has in flight to one subscription.</summary>
    public int Window { get; init; } = 1000;

    /// <summary>Where it tells how it is.</summary>
    public string Monitor => $"http://127.0.0.1:{monitorPort}/";

    /// <summary>Nodes of one cluster, each of which keeps everything.</summary>
    public static async Task<NatsServer[]> StartClusterAsync(int count)
    {
        int[] ports = [.. Enumerable.Range(0, count).Select(_ => Ports.Free())];
        NatsServer[] nodes =
            [.. ports.Select((port, i) => new NatsServer($"n{i + 1}", ClusterSection(port, port, ports)))];
        // A node answers when there is a majority of them.
        await Task.WhenAll(nodes.Select(node => node.StartedAsync()));
        return nodes;
    }

    /// <summary>What the configuration of a node says of its cluster.</summary>
    /// <param name="port">Where the others meet it.</param>
    /// <param name="advertised">Where it says that they do.</param>
    /// <param name="routes">Where it meets the others.</param>
    public static string ClusterSection(int port, int advertised, params IEnumerable<int> routes)
    {
        var all = string.Join(", ", routes.Select(route => $"\"nats-route://127.0.0.1:{route}\""));
        return $"cluster {{ name: c1, host: 127.0.0.1, port: {port}, advertise: \"127.0.0.1:{advertised}\", "
            + $"routes: [ {all} ] }}";
    }

    protected override Task<App> LaunchAsync()
    {
        var replicas = copies is { } number ? $", stream_replicas: {number}, consumer_replicas: {number}" : "";
        // An ack_wait shorter than the default 30 s: what a dead connection had in flight comes again only after it.
        var path = Folder.File("nats.conf", $$"""
            server_name: "{{name}}"
            host: 127.0.0.1
            port: {{ownPort}}
            http: "127.0.0.1:{{monitorPort}}"
            jetstream { store_dir: "{{Folder.File("js")}}", max_memory_store: 128MB, max_file_store: 2GB }
            mqtt { host: 127.0.0.1, port: {{Port}}, ack_wait: "5s", max_ack_pending: {{Window}}{{replicas}} }
            {{cluster}}

            """);
        return Task.FromResult(App.Start(Executables.Installed("nats-server"), ["-c", path], folder: Folder.Path));
    }
}
