using System.Globalization;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Brokers;

/// <summary>RabbitMQ of Debian with its MQTT plugin: MQTT 3.1.1. Anonymous clients are its guest.</summary>
sealed class RabbitMq : TestBroker
{
    readonly int distributionPort = Ports.Free();
    int namesPort = Ports.Free();
    string[] cluster = [];
    bool ownsNames = true;
    App? names;

    /// <summary>Nodes of one cluster, whose sessions are on a majority of them.</summary>
    public static async Task<RabbitMq[]> StartClusterAsync(int count)
    {
        RabbitMq[] nodes = [.. Enumerable.Range(0, count).Select(_ => new RabbitMq())];
        string[] cluster = [
            "mqtt.durable_queue_type = quorum",
            "cluster_formation.peer_discovery_backend = classic_config",
            "cluster_partition_handling = ignore",
            .. nodes.Select((node, i) => $"cluster_formation.classic_config.nodes.{i + 1} = {node.NodeName}"),
        ];
        // One after the other: begun at once, the group that knows the client ids may form without one of them.
        foreach (var node in nodes)
        {
            (node.cluster, node.ownsNames) = (cluster, node == nodes[0]);
            (node.namesPort, node.names) = (nodes[0].namesPort, nodes[0].names);
            await node.StartedAsync();
        }

        return nodes;
    }

    string NodeName => $"rabbit{Port}@localhost";

    protected override async Task<App> LaunchAsync()
    {
        var server = Directory.Exists("/usr/lib/rabbitmq/lib")
            ? Directory.EnumerateFiles("/usr/lib/rabbitmq/lib", "rabbitmq-server", SearchOption.AllDirectories)
                .FirstOrDefault()
            : null;
        Assert.SkipWhen(server is null, "rabbitmq-server is not installed");
        WriteFiles();
        // Its name server in the foreground: Erlang would start one of its own that stays.
        names ??= App.Start(Executables.Installed("epmd"), ["-address", "127.0.0.1", "-port", $"{namesPort}"]);
        await Until.TrueAsync(() => Ports.IsOpen(namesPort), "epmd");
        return App.Start(server!, [], environment: Variables(), folder: Folder.Path);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (names is not null && ownsNames)
        {
            await names.DisposeAsync();
        }
    }

    void WriteFiles()
    {
        var cookie = Folder.File(".erlang.cookie");
        if (!File.Exists(cookie))
        {
            File.WriteAllText(cookie, "testcookie");
            File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
        }

        Folder.File("enabled_plugins", "[rabbitmq_mqtt].\n");
        Folder.File("rabbitmq.conf", $"""
            listeners.tcp = none
            mqtt.listeners.tcp.1 = 127.0.0.1:{Port}
            mqtt.allow_anonymous = true
            mqtt.default_user = guest
            mqtt.default_pass = guest
            default_user = guest
            default_pass = guest
            log.console = true
            log.console.level = info
            log.file = false
            vm_memory_high_watermark.absolute = 1GB
            disk_free_limit.absolute = 50MB
            {string.Join('\n', cluster)}

            """);
    }

    /// <summary>
    /// The server's own script, without the change of the user; RUNNING_UNDER_SYSTEMD makes it exec, so that its
    /// process is the broker.
    /// </summary>
    Dictionary<string, string> Variables() => new()
    {
        ["HOME"] = Folder.Path,
        ["LANG"] = "C.UTF-8",
        ["RUNNING_UNDER_SYSTEMD"] = "true",
        ["ERL_EPMD_PORT"] = namesPort.ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = NodeName,
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_MNESIA_BASE"] = Folder.File("mnesia"),
        ["RABBITMQ_LOG_BASE"] = Folder.File("log"),
        ["RABBITMQ_CONFIG_FILE"] = Folder.File("rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Folder.File("none.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Folder.File("enabled_plugins"),
        ["RABBITMQ_PID_FILE"] = Folder.File("pid"),
        ["RABBITMQ_DIST_PORT"] = distributionPort.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}",
    };
}
