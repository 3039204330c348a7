using MqttDemo.Client;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.CommandLine;

/// <summary>A setting in a sentence is spelled as the user has given it.</summary>
public sealed class SettingSpellingTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Where_it_is_typed_or_not_given_at_all_it_is_the_option()
    {
        var none = Spelling("{}", SettingsLayer.None);
        var typed = Spelling(
            """{ "clientId": "other" }""", Layer.Of(("clientId", "me"), ("username", "u"), ("password", "p")));

        Assert.Equal("choose another client id with -i", none.Spell(Advice.AnotherClientId));
        Assert.Equal("choose another client id with -i", typed.Spell(Advice.AnotherClientId));
        foreach (var spelling in new[] { none, typed })
        {
            Assert.Equal(
                "check -u and the password (--password-file, MQTT_PASSWORD or -P)", spelling.Spell(Advice.Login));
            Assert.Equal("try another version with -V 5, 311 or 31", spelling.Spell(Advice.AnotherVersion));
            Assert.Equal(
                "-V 311 speaks an older version with it; --debug shows its packets",
                spelling.Spell(Advice.OlderVersion));
            Assert.Equal(
                "check --proxy, and ALL_PROXY in the environment; --proxy '' goes without one",
                spelling.Spell(Advice.AnotherProxy));
            Assert.Equal(
                "it may want a login: --ws-header 'Authorization: ...'",
                spelling.Spell(Advice.WebSocketLogin));
            Assert.Equal("--cert FILE and --key FILE show one", spelling.Spell(Advice.ShowCertificate));
            Assert.Equal(
                "start the subscriber first: it serves this broker; or name another broker with --broker",
                spelling.Spell(Advice.AnotherBroker));
        }
    }

    [Theory]
    [InlineData("--id", "choose another client id with --id")]
    [InlineData("--client-id", "choose another client id with --client-id")]
    [InlineData("-i", "choose another client id with -i")]
    public void Where_it_is_typed_it_is_the_option_by_the_name_that_was_typed(string name, string expected)
    {
        var sources = new SettingsSources("publisher", folder.Path, _ => null)
        {
            TypedAs = setting => setting == Settings.Session.ClientId ? name : null,
        };
        var spelling = new SettingSpelling(sources.Read(Layer.Of(("clientId", "me")), _ => { }).Origins);

        Assert.Equal(expected, spelling.Spell(Advice.AnotherClientId));
        Assert.Equal("--cert FILE and --key FILE show one", spelling.Spell(Advice.ShowCertificate));
    }

    [Fact]
    public void Where_the_file_gives_it_it_is_the_key_with_what_is_advised_and_the_file()
    {
        const string content = """
            {
              "clientId": "me", "username": "u", "passwordFile": "PASSWORD", "protocolVersion": 5, "proxy": "http://p",
              "wsHeader": ["Name: value"], "cert": "c.pem", "will": { "topic": "w", "qos": 1 }, "ws": true, "insecure": false
            }
            """;
        var spelling = Spelling(
            content.Replace("PASSWORD", folder.File("password", "secret"), StringComparison.Ordinal),
            SettingsLayer.None);

        ShouldBe("choose another client id with \"clientId\" in FILE", Advice.AnotherClientId);
        ShouldBe("check \"username\" in FILE and the password (\"passwordFile\")", Advice.Login);
        ShouldBe(
            "\"protocolVersion\": 311 in FILE speaks an older version with it; --debug shows its packets",
            Advice.OlderVersion);
        ShouldBe(
            "check \"proxy\" in FILE, and ALL_PROXY in the environment; \"proxy\": \"\" goes without one",
            Advice.AnotherProxy);
        ShouldBe(
            "it may want a login: \"wsHeader\": [\"Authorization: ...\"] in FILE",
            Advice.WebSocketLogin);
        ShouldBe("\"cert\": \"FILE\" in FILE and --key FILE show one", Advice.ShowCertificate);
        ShouldBe("a lower \"qos\" of \"will\" in FILE may do, or --allow-downgrade", Advice.LowerWillQos);
        ShouldBe("\"insecure\": true in FILE accepts any certificate, for tests only", Advice.AnyCertificate);
        ShouldBe(
            "is this the WebSocket port of an MQTT broker? without \"ws\": true in FILE it is mqtt://",
            Advice.WithoutWebSocket("mqtt://"));

        void ShouldBe(string expected, Sentence sentence) =>
            Assert.Equal(
                expected.Replace("in FILE", $"in {folder.Path}/config.json", StringComparison.Ordinal),
                spelling.Spell(sentence));
    }

    [Fact]
    public void Where_a_profile_gives_it_it_is_the_key_with_the_profile()
    {
        var spelling = Spelling(
            """{ "clientId": "a", "profiles": { "p": { "clientId": "b" } } }""", SettingsLayer.None, profile: "p");

        Assert.Equal(
            $"choose another client id with \"clientId\" in profile 'p' of {folder.Path}/config.json",
            spelling.Spell(Advice.AnotherClientId));
    }

    [Fact]
    public void Where_a_variable_gives_it_it_is_the_variable()
    {
        var spelling = Spelling(
            "{}", SettingsLayer.None,
            new() { ["MQTT_USERNAME"] = "u", ["MQTT_PASSWORD"] = "p", ["MQTT_BROKER"] = "b" });

        Assert.Equal("check MQTT_USERNAME and the password (MQTT_PASSWORD)", spelling.Spell(Advice.Login));
        Assert.Equal(
            "start the subscriber first: it serves this broker; or name another broker with MQTT_BROKER",
            spelling.Spell(Advice.AnotherBroker));
    }

    [Fact]
    public void What_a_hint_has_named_with_its_place_is_not_reported_again()
    {
        var spelling = Spelling("""{ "clientId": "me", "caFile": "ca.pem" }""", SettingsLayer.None);
        var failure = MqttDemoException.Usage("it fails", Advice.AnotherClientId).About(
            Settings.Session.ClientId, Settings.Tls.CaFile);

        Assert.Equal(
            $"choose another client id with \"clientId\" in {folder.Path}/config.json; caFile is set in "
            + $"{folder.Path}/config.json",
            spelling.Hint(failure));
    }

    SettingSpelling Spelling(
        string content, SettingsLayer flags, Dictionary<string, string>? environment = null, string? profile = null)
    {
        var sources = new SettingsSources("publisher", folder.Path, name => environment?.GetValueOrDefault(name));
        return new(
            sources.Read(
                flags.With("configFile", folder.File("config.json", content)).With("profile", profile),
                _ => { }).Origins);
    }
}
