using MqttDemo.CommandLine.Parsing;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>The groups of settings that every command has, with the examples of their topics.</summary>
static class SharedGroups
{
    public static IReadOnlyList<IOptionGroup> All { get; } =
    [
        new SettingsOnly(
            "Broker", "broker", SettingGroup.Broker,
            "-b broker.example.org", "-b wss://me@broker.example.org/mqtt", "-b node-1,node-2,node-3 --retry",
            "-b /run/mosquitto.sock"),
        new SettingsOnly(
            "Login", "login", SettingGroup.Login,
            "-u me -P                     # asks for it", "-u me --password-file secret",
            "-u me -P --auth-method SCRAM-SHA-256"),
        new SettingsOnly(
            "TLS", "tls", SettingGroup.Tls,
            "-b mqtts://broker.example.org", "-h broker.example.org --cafile ca.pem",
            "-h 10.0.0.5 --tls --servername plant", "-h b.example.org --cert me.pem --key me.key"),
        new SettingsOnly(
            "Network", "network", SettingGroup.Network,
            "-b wss://broker.example.org/mqtt", "--proxy socks5h://localhost:1080",
            "-b example.org -S"),
        new SettingsOnly(
            "Session", "session", SettingGroup.Session,
            "-q 1 -c -i billing           # is kept", "-q 1 -c -i billing -x 86400  # for a day",
            "-q 1 -i billing              # is ended"),
        new SettingsOnly(
            "Will", "will", SettingGroup.Will, "--will-topic me/state --will-payload gone"),
    ];

    /// <summary>A command line that the examples add their options to.</summary>
    public static string SampleRun(Programs program) => program switch
    {
        Programs.Publisher => "publisher -t my/topic -m 22.5",
        Programs.Request => "publisher request -t clock -m now",
        _ => "subscriber -t 'my/#'",
    };
}
