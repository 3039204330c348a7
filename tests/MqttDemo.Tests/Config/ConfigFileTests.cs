using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Config;

public sealed class ConfigFileTests
{
    [Fact]
    public void An_empty_object_gives_nothing() => Assert.Equal(new SettingsLayer(), ConfigFile.Parse("{}"u8, "config.json"));

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_allowed()
    {
        var layer = ConfigFile.Parse(Encoding.UTF8.GetBytes("\uFEFF{ /* where */ \"broker\": \"b\", // who\n \"retry\": true, }"), "config.json");

        Assert.Equal(new SettingsLayer(Broker: "b", Retry: true), layer);
    }

    [Fact]
    public void Every_key_of_the_file_is_read()
    {
        var layer = ConfigFile.Parse(
            """
            { "broker": "b", "port": 1, "topic": "t", "message": "m", "username": "u", "password": "p", "passwordFile": "f", "protocolVersion": 5,
              "clientId": "i", "clientIdPrefix": "x", "keepAlive": 2, "keepSession": true, "sessionExpiry": -1, "maxInflight": 3, "tls": true,
              "caFile": "c", "cert": "c", "key": "k", "keyPasswordFile": "p", "insecure": false, "caPath": "d", "tlsUseOsCerts": true, "pfx": "x", "tlsVersion": "1.3",
              "tlsAlpn": "a", "ciphers": "n", "serverName": "s", "pin": ["1", "2"], "tlsKeylog": "l", "ws": true, "wsPath": "/w", "wsHeader": ["h: v"],
              "proxy": "o", "bindAddress": "::1", "srv": true, "connectTimeout": 1.5, "retry": false,
              "will": { "topic": "w", "payload": "p", "file": "f", "qos": 1, "retain": true, "delayInterval": 5 }, "authenticationMethod": "a",
              "cluster": false, "reconnectDelay": 2.5, "followRedirect": true,
              "profiles": {}, "$schema": "s", "qos": 1, "share": "g", "allowDowngrade": true, "retain": false, "stats": true, "format": "hex", "pretty": true, "timeout": 1.5, "idle": 2,
              "drainTimeout": 3, "quiet": false }
            """u8,
            "config.json");

        Assert.Equal(
            new SettingsLayer(
                "b", 1, "t", "m", "u", "p", "f", 5, "i", "x", 2, true, -1, 3, true, "c", "c", "k", "p", false, "d", true, "x", "1.3", "a", "n", "s", layer.Pin, "l",
                true, "/w", layer.WsHeader, "o", "::1", true, 1.5, false, new("w", "p", "f", 1, true, 5), "a", false, 2.5, true, layer.Run, layer.Profiles, "s"),
            layer);
        var run = layer.Run!;
        Assert.Equal((QualityOfService.AtLeastOnce, true, false, true, "hex", null), (
            run.Get(RunSettings.Qos), run.Get(RunSettings.AllowDowngrade), run.Get(RunSettings.Retain), run.Get(RunSettings.Statistics), run.Get(RunSettings.Format),
            run.Get(RunSettings.Template)));
        Assert.Equal(
            (true, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), false),
            (run.Get(RunSettings.Pretty), run.Get(RunSettings.Timeout), run.Get(RunSettings.Idle), run.Get(RunSettings.DrainTimeout), run.Get(RunSettings.Quiet)));
        Assert.Equal("g", run.Get(RunSettings.Share));
        Assert.Equal(["1", "2", "h: v"], layer.Pin!.Concat(layer.WsHeader!));
    }

    [Theory]
    [InlineData("""{ "will": { "topik": "t" } }""", "'topik' is not a setting; did you mean 'topic'?")]
    [InlineData("""{ "will": { "qos": "1" } }""", "'qos' of the will must be 0, 1 or 2")]
    [InlineData("""{ "profiles": { "p": { "will": { "retain": 1 } } } }""", "'retain' of the will must be true or false")]
    [InlineData("""{ "will": "t" }""", "'will' must be an object: what the broker publishes when this client vanishes")]
    public void A_mistake_in_a_will_is_told_with_its_key(string json, string expected) =>
        Assert.EndsWith(expected, Assert.Throws<MqttDemoException>(() => ConfigFile.Parse(Encoding.UTF8.GetBytes(json), "c.json")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_shipped_schema_is_the_one_generated_from_the_keys_and_the_records()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameTheSchema } },
        };
        var schema = options.GetJsonSchemaAsNode(typeof(SettingsLayer), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) =>
            {
                if (context.PropertyInfo is { } property && node is JsonObject described)
                {
                    described.Insert(0, "description", property.DeclaringType == typeof(WillLayer) ? ConfigKeys.Will[property.Name].Expected : ConfigKeys.Settings[property.Name].Expected);
                }

                return node;
            },
        });
        foreach (var setting in RunSettings.All)
        {
            schema["properties"]!.AsObject().Add(setting.Key, SchemaOf(setting.Type));
        }

        var generated = schema.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
        // Where the shipped one has to be brought up to date, it is copied from there.
        await File.WriteAllTextAsync(Path.Combine(Executables.Repository, "artifacts", "config.schema.json"), generated, TestContext.Current.CancellationToken);

        var shipped = await File.ReadAllTextAsync(Path.Combine(Executables.Repository, "config.schema.json"), TestContext.Current.CancellationToken);

        Assert.Equal(generated, shipped);
        Assert.Equal(ConfigKeys.Settings.Keys, schema["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal(ConfigKeys.Will.Keys, schema["properties"]!["will"]!["properties"]!.AsObject().Select(property => property.Key));

        // A record's property cannot be called $schema.
        static void NameTheSchema(JsonTypeInfo type)
        {
            foreach (var property in type.Properties.Where(property => property.Name == "schema"))
            {
                property.Name = "$schema";
            }

            // Its settings have keys of their own.
            foreach (var run in type.Properties.Where(property => property.Name == "run").ToArray())
            {
                type.Properties.Remove(run);
            }
        }

        static JsonObject SchemaOf(SettingType type)
        {
            var node = new JsonObject { ["description"] = type.Expected, ["type"] = new JsonArray(type.JsonType, "null") };
            if (type.Choices is { } choices)
            {
                node["enum"] = new JsonArray([.. choices.Select(choice => type.JsonType == "integer" ? JsonNode.Parse(choice) : choice), null]);
            }

            if (type.Most is { } most)
            {
                node["exclusiveMinimum"] = 0;
                node["maximum"] = most;
            }

            node["default"] = null;
            return node;
        }
    }

    [Fact]
    public void The_shipped_file_is_read()
    {
        var layer = ConfigFile.Read(Path.Combine(Executables.Repository, "config.json"));

        Assert.Equal(("embedded", "ssremex_test/topic", "Hello MQTT"), (layer.Broker, layer.Topic, layer.Message));
        Assert.Equal("mqtt://mqtt.eclipseprojects.io", layer.Profiles!["public"].Broker);
    }

    [Theory]
    [InlineData("""{ "profiles": { "p": { "profiles": {} } } }""", "line 1: profile 'p' has profiles of its own; they belong at the top of the file")]
    [InlineData("""{ "profiles": { "p": 1 } }""", "line 1: expected an object with settings for profile 'p'")]
    [InlineData("""{ "profiles": { "p": {}, "p": {} } }""", "line 1: profile 'p' is given twice")]
    [InlineData("{ \"tls\": true,\n  \"tls\": true }", "line 2: 'tls' is given twice")]
    [InlineData("{\n \"pin\": [\n \"a\",\n 1 ] }", "line 4: 'pin' must be a list of texts such as sha256/BASE64")]
    [InlineData("""{ "port": 1.5 }""", "line 1: 'port' must be a whole number from 1 to 65535")]
    [InlineData("""{ "topic": "\ud800" }""", "line 1: a text has half of a surrogate pair (\\ud800 to \\udfff), which is no character")]
    [InlineData("[]", "line 1: expected an object with settings")]
    [InlineData("null", "line 1: expected an object with settings")]
    [InlineData("{} {}", "line 1: not valid JSON: '{' is invalid after a single JSON value")]
    public void A_mistake_is_told_with_its_line(string json, string expected)
    {
        var failure = Assert.Throws<MqttDemoException>(() => ConfigFile.Parse(Encoding.UTF8.GetBytes(json), "c.json"));

        Assert.Equal((ExitCode.Usage, $"c.json, {expected}"), (failure.ExitCode, failure.Message));
    }

    [Fact]
    public void A_setting_that_is_null_is_not_given() =>
        Assert.Equal(new SettingsLayer(Topic: "t"), ConfigFile.Parse("""{ "broker": null, "topic": "t", "will": null, "pin": null }"""u8, "c.json"));

    [Fact]
    public void A_record_with_a_password_does_not_print_it()
    {
        Assert.DoesNotContain("secret", $"{new Credentials("me", "secret")} {new SettingsLayer(Password: "secret", Broker: "mqtt://me:secret@h")}", StringComparison.Ordinal);
        Assert.DoesNotContain("secret", $"{BrokerReference.Parse("mqtt://me:secret@host")}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mqtt://me:secret@host:0")]
    [InlineData("mqtt://me:secret/word@host")]
    [InlineData("mqtt://me:secret,word@host")]
    [InlineData("me:secret@host")]
    [InlineData("http://me:secret@host")]
    [InlineData("mqtt://me:secret%zz@host")]
    public void A_misspelled_broker_is_told_without_its_password(string text)
    {
        var failure = Assert.Throws<MqttDemoException>(() => BrokerReference.ParseList(text));

        Assert.DoesNotContain("secret", failure.Message + failure.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("word@", failure.Message, StringComparison.Ordinal);
    }
}
