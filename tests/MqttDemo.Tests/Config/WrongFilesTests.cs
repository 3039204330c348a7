using System.Text.Json;
using Json.Schema;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Config;

/// <summary>What an editor with config.schema.json underlines is what the programs refuse, and nothing else.</summary>
public sealed class WrongFilesTests
{
    const string Pin = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    static readonly JsonSchema Schema =
        JsonSchema.FromText(File.ReadAllText(Path.Combine(Executables.Repository, "config.schema.json")));

    public static TheoryData<string> Wrong =>
    [
        """[]""",
        """null""",
        """{ "colour": 1 }""",
        """{ "Qos": 1 }""",
        """{ "broker": 7 }""",
        """{ "broker": "" }""",
        """{ "broker": "http://b" }""",
        """{ "broker": "a,,b" }""",
        """{ "broker": "me@host" }""",
        """{ "port": 0 }""",
        """{ "port": 65536 }""",
        """{ "port": 1.5 }""",
        """{ "port": "1883" }""",
        """{ "username": "a\u0000" }""",
        """{ "username": "u", "password": "a\u0000" }""",
        """{ "password": 5 }""",
        """{ "username": "u", "password": "p", "passwordFile": "f" }""",
        """{ "passwordFile": true }""",
        """{ "protocolVersion": 4 }""",
        """{ "protocolVersion": 3.1 }""",
        """{ "protocolVersion": "5" }""",
        """{ "clientId": "a", "clientIdPrefix": "b" }""",
        """{ "clientId": "\u0000" }""",
        """{ "keepAlive": -1 }""",
        """{ "keepAlive": 65536 }""",
        """{ "keepSession": "yes" }""",
        """{ "sessionExpiry": -2 }""",
        """{ "sessionExpiry": 4294967296 }""",
        """{ "maxInflight": 0 }""",
        """{ "tls": 1 }""",
        """{ "pfx": "a", "cert": "b" }""",
        """{ "pfx": "a", "key": "b" }""",
        """{ "tlsVersion": "tlsv1.1" }""",
        """{ "serverName": "" }""",
        """{ "pin": "x" }""",
        """{ "pin": ["sha256/abc"] }""",
        """{ "pin": [1] }""",
        """{ "tlsAlpn": "a,,b" }""",
        """{ "ws": "true" }""",
        """{ "ws": true, "wsPath": "a b" }""",
        """{ "wsHeader": ["Authorization"] }""",
        """{ "wsHeader": ["Upgrade: x"] }""",
        """{ "wsHeader": ["sec-websocket-key: x"] }""",
        """{ "proxy": "socks4://p" }""",
        """{ "bindAddress": "" }""",
        """{ "connectTimeout": 0 }""",
        """{ "connectTimeout": 86401 }""",
        """{ "reconnectDelay": 0 }""",
        """{ "reconnectDelay": 3601 }""",
        """{ "cluster": "yes" }""",
        """{ "will": "t" }""",
        """{ "will": { "topik": "t" } }""",
        """{ "will.topic": "t" }""",
        """{ "configFile": "other.json" }""",
        """{ "profile": "site" }""",
        """{ "disconnectReason": "normal" }""",
        """{ "will": { "topic": "t", "qos": 3 } }""",
        """{ "will": { "topic": "t", "retain": 1 } }""",
        """{ "will": { "topic": "t", "delayInterval": -1 } }""",
        """{ "will": { "topic": "t", "payload": "p", "file": "f" } }""",
        """{ "qos": 3 }""",
        """{ "qos": "1" }""",
        """{ "share": "a/b" }""",
        """{ "share": "" }""",
        """{ "format": "xml" }""",
        """{ "format": "hex", "template": "%p" }""",
        """{ "timeout": 0 }""",
        """{ "idle": 4000001 }""",
        """{ "drainTimeout": "5" }""",
        """{ "quiet": 0 }""",
        """{ "profiles": [] }""",
        """{ "profiles": { "p": 1 } }""",
        """{ "profiles": { "p": { "port": 0 } } }""",
        """{ "profiles": { "p": { "colour": 1 } } }""",
        """{ "profiles": { "p": { "profiles": {} } } }""",
        """{ "$schema": 1 }""",
    ];

    public static TheoryData<string> Right =>
    [
        """{}""",
        """{ "broker": null, "port": null, "will": null, "profiles": null, "pin": null }""",
        """{ "broker": "MQTTS://u:p@b/t, [::1]:7, embedded:1, wss://h/p" }""",
        """{ "broker": "/run/a socket" }""",
        """{ "port": 1883.0 }""",
        """{ "clientId": null, "clientIdPrefix": "p" }""",
        """{ "clientId": "me", "sessionExpiry": -1 }""",
        """{ "protocolVersion": 311 }""",
        """{ "tlsVersion": "TLSv1.3", "tlsAlpn": "mqtt, x" }""",
        $$"""{ "pin": ["{{Pin}}"], "insecure": true }""",
        """{ "ws": true, "wsPath": "/a%20b", "wsHeader": ["Authorization: Bearer x", "X: "] }""",
        """{ "proxy": "" }""",
        """{ "proxy": "SOCKS5H://me:p@h:1" }""",
        """{ "proxy": "proxy:3128" }""",
        """{ "connectTimeout": 0.5, "reconnectDelay": 0.1, "keepAlive": 0 }""",
        """{ "will": { "topic": "t", "payload": "", "qos": 2, "retain": true, "delayInterval": 0 } }""",
        """{ "qos": 2, "share": "g", "format": "json", "pretty": true, "timeout": 0.1 }""",
        """{ "$schema": "./config.schema.json", "profiles": { "p": { "profiles": null, "qos": 1 } } }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_refused_by_the_program_is_refused_by_the_schema(string file) =>
        Assert.Equal((false, false), (IsReadByTheProgram(file), IsValid(file)));

    [Theory]
    [MemberData(nameof(Right))]
    public void What_is_read_by_the_program_is_valid_for_the_schema(string file) =>
        Assert.Equal((true, true), (IsReadByTheProgram(file), IsValid(file)));

    [Fact]
    public void The_file_that_comes_with_the_programs_is_valid() =>
        Assert.True(IsValid(File.ReadAllText(Path.Combine(Executables.Repository, "config.json"))));

    static bool IsValid(string file)
    {
        using var document = JsonDocument.Parse(file);
        return Schema.Evaluate(document.RootElement).IsValid;
    }

    static bool IsReadByTheProgram(string file)
    {
        using var folder = new TemporaryFolder();
        try
        {
            new SettingsSources("publisher", "/nonexistent", _ => null)
                .Read(Layer.Of(("configFile", folder.File("config.json", file))), _ => { });
            return true;
        }
        catch (MqttDemoException e) when (e.Kind == FailureKind.Usage)
        {
            return false;
        }
    }
}
