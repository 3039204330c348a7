using MqttDemo.TestKit.Processes;

namespace MqttDemo.TestKit.Brokers;

/// <summary>ejabberd of Debian: MQTT 3.1.1 and 5. It always wants a login, and with these settings takes any.</summary>
sealed class Ejabberd : TestBroker
{
    public override string[] Login => ["-u", "anybody", "--password-file", Folder.File("password")];

    protected override Task<App> LaunchAsync()
    {
        // Without ejabberdctl, which changes the user; and without a node name, which would want epmd.
        var erlang = Executables.Installed("erl");
        var libraries = Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").FirstOrDefault(
            folder => Directory.EnumerateDirectories(folder, "ejabberd-*").Any());
        Assert.SkipWhen(libraries is null, "ejabberd is not installed");
        Folder.File("password", "anything\n");
        File.SetUnixFileMode(Folder.File("password"), UnixFileMode.UserRead);
        var config = Folder.File("ejabberd.yml", $$"""
            hosts: [localhost]
            loglevel: warning
            auth_method: anonymous
            anonymous_protocol: both
            allow_multiple_connections: true
            listen:
              - {port: {{Port}}, ip: "127.0.0.1", module: mod_mqtt, backlog: 1000}
            modules:
              mod_mqtt:
                session_expiry: 1 hour
                max_queue: 100000

            """);
        return Task.FromResult(App.Start(
            erlang,
            ["-noinput", "+K", "true", "-mnesia", "dir", $"\"{Folder.File("db")}\"", "-s", "ejabberd"],
            environment: new Dictionary<string, string>
            {
                ["HOME"] = Folder.Path,
                ["ERL_LIBS"] = libraries!,
                ["EJABBERD_CONFIG_PATH"] = config,
                ["EJABBERD_LOG_PATH"] = Folder.File("ejabberd.log"),
            },
            folder: Folder.Path));
    }
}
