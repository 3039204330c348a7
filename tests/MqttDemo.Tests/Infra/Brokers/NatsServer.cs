namespace MqttDemo.Tests.Infra;

/// <summary>nats-server of Debian: MQTT 3.1.1 over JetStream, which keeps sessions and messages on the disk.</summary>
sealed class NatsServer : TestBroker
{
    readonly int ownPort = Ports.Free();

    protected override Task<App> LaunchAsync()
    {
        // An ack_wait shorter than the default 30 s: what a dead connection had in flight comes again only after it.
        var path = Folder.File("nats.conf", $$"""
            server_name: "single"
            host: 127.0.0.1
            port: {{ownPort}}
            jetstream { store_dir: "{{Folder.File("js")}}", max_memory_store: 128MB, max_file_store: 2GB }
            mqtt { host: 127.0.0.1, port: {{Port}}, ack_wait: "5s", max_ack_pending: 1000 }

            """);
        return Task.FromResult(App.Start(Executables.Installed("nats-server"), ["-c", path], folder: Folder.Path));
    }
}
