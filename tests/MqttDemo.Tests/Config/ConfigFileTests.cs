using System.Text;
using System.Text.Json;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Config;

public sealed class ConfigFileTests
{
    [Fact]
    public void An_empty_object_gives_nothing() => Assert.Empty(ConfigFile.Parse("{}"u8, "config.json").Settings.All);

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_allowed()
    {
        var file = ConfigFile.Parse(
            Encoding.UTF8.GetBytes("\uFEFF{ /* where */ \"broker\": \"b\", // who\n \"retry\": true, }"),
            "config.json");

        Assert.Equal(Layer.Of(("broker", "b"), ("retry", true)).Values(), file.Settings.Values());
    }

    [Fact]
    public void Every_key_of_the_file_is_read()
    {
        var file = ConfigFile.Parse(
            """
            { "broker": "b", "port": 1, "topic": "t", "message": "m", "username": "u", "password": "p", "protocolVersion": 5,
              "clientId": "i", "keepAlive": 2, "keepSession": true, "sessionExpiry": -1, "maxInflight": 3, "tls": true,
              "caFile": "c", "cert": "e", "key": "k", "keyPasswordFile": "y", "insecure": false, "caPath": "d",
              "tlsUseOsCerts": true, "tlsVersion": "1.3", "tlsAlpn": "a", "ciphers": "n", "serverName": "s",
              "pin": ["1", "2"], "tlsKeylog": "l", "ws": true, "wsPath": "/w", "wsHeader": ["h: v"], "proxy": "o",
              "bindAddress": "::1", "srv": true, "connectTimeout": 1.5, "retry": false,
              "will": { "topic": "w", "payload": "v", "qos": 1, "retain": true, "delayInterval": 5 },
              "authenticationMethod": "x", "cluster": false, "reconnectDelay": 2.5, "followRedirect": true,
              "qos": 1, "share": "g", "allowDowngrade": true, "retain": false, "stats": true, "format": "hex",
              "pretty": true, "timeout": 1.5, "idle": 2, "probe": 10, "drainTimeout": 3, "quiet": false,
              "profiles": { "others": {
                "passwordFile": "f", "clientIdPrefix": "x", "pfx": "x", "will": { "file": "f" }, "template": "%p" } },
              "$schema": "s" }
            """u8,
            "config.json");

        var (own, others) = (file.Settings.Values(), file.Profiles["others"].Values());
        Assert.Equal(
            Settings.OfFile.Select(setting => setting.Key).Order(StringComparer.Ordinal),
            own.Keys.Concat(others.Keys).Order(StringComparer.Ordinal));
        Assert.Equal(
            Layer.Of(
                ("broker", "b"), ("port", 1), ("topic", "t"), ("message", "m"), ("username", "u"), ("password", "p"),
                ("protocolVersion", 5), ("clientId", "i"), ("keepAlive", 2), ("keepSession", true),
                ("sessionExpiry", -1),
                ("maxInflight", 3), ("tls", true), ("caFile", "c"), ("cert", "e"), ("key", "k"),
                ("keyPasswordFile", "y"),
                ("insecure", false), ("caPath", "d"), ("tlsUseOsCerts", true), ("tlsVersion", "1.3"), ("tlsAlpn", "a"),
                ("ciphers", "n"), ("serverName", "s"), ("tlsKeylog", "l"), ("ws", true), ("wsPath", "/w"),
                ("proxy", "o"),
                ("bindAddress", "::1"), ("srv", true), ("connectTimeout", 1.5), ("retry", false), ("will.topic", "w"),
                ("will.payload", "v"), ("will.qos", 1), ("will.retain", true), ("will.delayInterval", 5),
                ("authenticationMethod", "x"), ("cluster", false), ("reconnectDelay", 2.5), ("followRedirect", true),
                ("qos", 1), ("share", "g"), ("allowDowngrade", true), ("retain", false), ("stats", true),
                ("format", "hex"), ("pretty", true), ("timeout", 1.5), ("idle", 2), ("probe", 10), ("drainTimeout", 3),
                ("quiet", false)).Values(),
            file.Settings.Without(Settings.Tls.Pin, Settings.Network.WebSocketHeader).Values());
        Assert.Equal(["1", "2"], file.Settings.Get(Settings.Tls.Pin)!);
        Assert.Equal(["h: v"], file.Settings.Get(Settings.Network.WebSocketHeader)!);
        Assert.Equal(
            Layer.Of(
                ("passwordFile", "f"), ("clientIdPrefix", "x"), ("pfx", "x"), ("will.file", "f"), ("template", "%p"))
                .Values(),
            file.Profiles["others"].Values());
    }

    [Theory]
    [InlineData("""{ "will": { "topik": "t" } }""", "'topik' is not a setting; did you mean 'topic'?")]
    [InlineData("""{ "will": { "qos": "1" } }""", "'qos' of the will must be 0, 1 or 2, not the text \"1\"")]
    [
        InlineData(
            """{ "profiles": { "p": { "will": { "retain": 1 } } } }""",
            "'retain' of the will must be true or false, not 1")]
    [InlineData("""{ "will": "t" }""", "'will' must be an object: what the broker publishes when this client vanishes")]
    public void A_mistake_in_a_will_is_reported_with_its_key(string json, string expected) =>
        Assert.EndsWith(
            expected,
            Assert.Throws<MqttDemoException>(() => ConfigFile.Parse(Encoding.UTF8.GetBytes(json), "c.json")).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task The_shipped_schema_is_the_one_generated_from_the_settings()
    {
        var generated =
            ConfigSchema.Of(Settings.OfFile).ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
        // Where the shipped one has to be brought up to date, it is copied from there.
        await File.WriteAllTextAsync(
            Path.Combine(Executables.Repository, "artifacts", "config.schema.json"), generated,
            TestContext.Current.CancellationToken);

        Assert.Equal(
            generated,
            await File.ReadAllTextAsync(
                Path.Combine(Executables.Repository, "config.schema.json"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_shipped_file_is_read()
    {
        var file = ConfigFile.Read(Path.Combine(Executables.Repository, "config.json"));

        Assert.Equal(
            Layer.Of(("broker", "embedded"), ("topic", "ssremex_test/topic"), ("message", "Hello MQTT")).Values(),
            file.Settings.Values());
        Assert.Equal(Layer.Of(("broker", "mqtt://mqtt.eclipseprojects.io")).Values(), file.Profiles["public"].Values());
    }

    [Theory]
    [
        InlineData(
            """{ "profiles": { "p": { "profiles": {} } } }""",
            "line 1: profile 'p' has profiles of its own; they belong at the top of the file")]
    [InlineData("""{ "profiles": { "p": 1 } }""", "line 1: expected an object with settings for profile 'p'")]
    [InlineData("""{ "profiles": { "p": {}, "p": {} } }""", "line 1: profile 'p' is given twice")]
    [InlineData("{ \"tls\": true,\n  \"tls\": true }", "line 2: 'tls' is given twice")]
    [InlineData("{\n \"pin\": [\n \"a\",\n 1 ] }", "line 4: 'pin' must be a list of texts such as sha256/BASE64")]
    [InlineData("""{ "port": 1.5 }""", "line 1: 'port' must be a whole number from 1 to 65535, not 1.5")]
    [
        InlineData(
            """{ "topic": "\ud800" }""",
            "line 1: a text has half of a surrogate pair (\\ud800 to \\udfff), which is no character")]
    [InlineData("[]", "line 1: expected an object with settings")]
    [InlineData("null", "line 1: expected an object with settings")]
    [InlineData("{} {}", "line 1: not valid JSON: '{' is invalid after a single JSON value")]
    [InlineData("{ \"qos\": 1\n", "line 2: not valid JSON: it breaks off: is a } missing at its end?")]
    [InlineData("{ \"will\": { \"qos\":", "line 1: not valid JSON: it breaks off: is a } missing at its end?")]
    [InlineData("{ \"qos\": 1 ]", "line 1: not valid JSON: ']' is invalid without a matching open")]
    public void A_mistake_is_reported_with_its_line(string json, string expected)
    {
        var failure = Assert.Throws<MqttDemoException>(() => ConfigFile.Parse(Encoding.UTF8.GetBytes(json), "c.json"));

        Assert.Equal((FailureKind.Usage, $"c.json, {expected}"), (failure.Kind, failure.Message));
    }

    [Fact]
    public void A_setting_that_is_null_is_not_given() =>
        Assert.Equal(
        Layer.Of(("topic", "t")).Values(),
        ConfigFile.Parse(
            """{ "broker": null, "topic": "t", "will": null, "pin": null }"""u8, "c.json").Settings.Values());

    [Fact]
    public void A_record_with_a_password_does_not_print_it()
    {
        Assert.DoesNotContain(
            "secret",
            $"{new Credentials("me", "secret")} {Layer.Of(("password", "secret"), ("broker", "mqtt://me:secret@h"))}",
            StringComparison.Ordinal);
        Assert.DoesNotContain("secret", $"{BrokerReference.Parse("mqtt://me:secret@host")}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mqtt://me:secret@host:0")]
    [InlineData("mqtt://me:secret/word@host")]
    [InlineData("mqtt://me:secret,word@host")]
    [InlineData("me:secret@host")]
    [InlineData("http://me:secret@host")]
    [InlineData("mqtt://me:secret%zz@host")]
    public void A_misspelled_broker_is_reported_without_its_password(string text)
    {
        var failure = Assert.Throws<MqttDemoException>(() => BrokerReference.ParseList(text));

        Assert.DoesNotContain("secret", failure.Message + failure.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("word@", failure.Message, StringComparison.Ordinal);
    }
}
