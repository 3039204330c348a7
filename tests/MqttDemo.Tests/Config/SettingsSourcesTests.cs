using MqttDemo.Config;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Config;

public sealed class SettingsSourcesTests
{
    const string Layers =
        """{ "broker": "file:1", "topic": "file", "keepAlive": 11, "profiles": { "p": { "broker": "profile:2", "topic": "profile" } } }""";

    [Fact]
    public void A_flag_comes_before_the_environment_before_the_profile_before_the_file_before_the_default()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("c.json", Layers);
        var environment = new Dictionary<string, string> { ["MQTT_BROKER"] = "environment:3" };

        Assert.Equal("localhost:1883", Broker(Read(SettingsLayer.None, environment: [])));
        Assert.Equal("file:1", Broker(Read(SettingsLayer.None, path)));
        Assert.Equal("profile:2", Broker(Read(SettingsLayer.None, path, "p")));
        Assert.Equal("environment:3", Broker(Read(SettingsLayer.None, path, "p", environment)));
        var all = Read(Layer.Of(("broker", "flag:4")), path, "p", environment);
        Assert.Equal(("flag:4", "profile", 11), (Broker(all), all.Topic, all.Connection.KeepAlive));
    }

    [Fact]
    public void The_file_of_the_machine_is_read_where_neither_the_user_nor_the_program_has_one()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("program"));
        Directory.CreateDirectory(folder.File("system"));
        folder.File("system/config.json", """{ "topic": "system" }""");
        var sources = new SettingsSources("publisher", folder.File("program"), _ => null)
        {
            SystemFolder = folder.File("system"),
        };
        Assert.Equal("system", sources.Read(SettingsLayer.None, _ => { }).Topic);

        folder.File("program/config.json", """{ "topic": "program" }""");
        Assert.Equal("program", sources.Read(SettingsLayer.None, _ => { }).Topic);
        Assert.Equal("/etc/mqttdemo/config.json", new SettingsSources("publisher", "/p", _ => null).ConfigPlaces[^1]);
    }

    [Theory]
    [InlineData("/xdg/mqttdemo", "XDG_CONFIG_HOME=/xdg", "APPDATA=/roaming", "HOME=/home/me")]
    [InlineData("/roaming/mqttdemo", "APPDATA=/roaming", "HOME=/home/me")]
    [InlineData("/home/me/.config/mqttdemo", "HOME=/home/me")]
    public void The_file_of_the_user_is_where_the_system_keeps_such_files(string expected, params string[] environment)
    {
        var variables = environment.Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);

        var places = new SettingsSources("publisher", "/p", variables.GetValueOrDefault).ConfigPlaces;

        Assert.Equal(Path.Combine(expected, "config.json"), places[0]);
    }

    [Fact]
    public void The_file_is_found_by_flag_then_variable_then_home_then_beside_the_program_and_never_in_the_working_directory()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("home/mqttdemo"));
        Directory.CreateDirectory(folder.File("program"));
        var program = folder.File("program/config.json", """{ "topic": "program" }""");
        Assert.Equal("program", Read(SettingsLayer.None, directory: folder.File("program")).Topic);

        folder.File("home/mqttdemo/config.json", """{ "topic": "home" }""");
        var environment = new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = folder.File("home") };
        Assert.Equal(
            "home", Read(SettingsLayer.None, environment: environment, directory: folder.File("program")).Topic);

        environment["MQTT_CONFIG"] = folder.File("variable.json", """{ "topic": "variable" }""");
        Assert.Equal(
            "variable", Read(SettingsLayer.None, environment: environment, directory: folder.File("program")).Topic);
        Assert.Equal("program", Read(SettingsLayer.None, program, environment: environment).Topic);
    }

    [Fact]
    public void A_file_or_a_profile_that_only_a_variable_names_is_reported_with_the_variable()
    {
        var file = Assert.Throws<MqttDemoException>(
            () => Read(SettingsLayer.None, environment: new() { ["MQTT_CONFIG"] = "/no/such/file" }));
        var profile = Assert.Throws<MqttDemoException>(
            () => Read(SettingsLayer.None, environment: new() { ["MQTT_PROFILE"] = "other" }));

        Assert.Equal("the environment variable MQTT_CONFIG names that file", file.Hint?.ToString());
        Assert.Equal("profiles there: none; the environment variable MQTT_PROFILE names it", profile.Hint?.ToString());
    }

    [Fact]
    public void A_delay_of_the_will_is_not_lost_on_an_older_MQTT_wherever_it_is_set()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("c.json", """{ "will": { "topic": "w", "delayInterval": 5 } }""");

        Assert.Equal(ProtocolVersion.Mqtt5, Read(SettingsLayer.None, path).Connection.ProtocolVersion);
        Assert.Equal(
            ProtocolVersion.Mqtt5,
            Read(Layer.Of(("will.topic", "w"), ("will.delayInterval", 5))).Connection.ProtocolVersion);
        Assert.Null(Read(Layer.Of(("will.topic", "w"))).Connection.ProtocolVersion);
        var failure = Assert.Throws<MqttDemoException>(() => Read(Layer.Of(("protocolVersion", 311)), path));
        Assert.Equal((FailureKind.Usage, "the delay of the will needs MQTT 5"), (failure.Kind, failure.Message));
    }

    [Fact]
    public void A_broker_named_by_a_flag_does_not_get_the_port_of_the_file()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(
            "c.json", """{ "broker": "file", "port": 8000, "clientId": "file", "password": "x", "username": "u" }""");

        Assert.Equal("file:8000", Broker(Read(SettingsLayer.None, path)));
        Assert.Equal("flag:1883", Broker(Read(Layer.Of(("broker", "flag")), path)));
        Assert.Equal("file:9", Broker(Read(Layer.Of(("port", 9)), path)));
        Assert.StartsWith(
            "mine-", Read(Layer.Of(("clientIdPrefix", "mine-")), path).Connection.ClientId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_named_by_a_flag_comes_in_the_place_of_the_one_of_the_file()
    {
        using var folder = new TemporaryFolder();
        var two = folder.File("two.json", """{ "broker": "mqtts://b", "cert": "cert", "key": "key" }""");
        var one = folder.File("one.json", """{ "broker": "mqtts://b", "pfx": "pfx" }""");

        Assert.Equal(("flag", null, null), Certificate(Read(Layer.Of(("pfx", "flag")), two)));
        Assert.Equal((null, "flag", "own"), Certificate(Read(Layer.Of(("cert", "flag"), ("key", "own")), one)));
        Assert.Equal((null, "flag", "key"), Certificate(Read(Layer.Of(("cert", "flag")), two)));
        var both = folder.File("both.json", """{ "pfx": "a", "cert": "b" }""");
        Assert.EndsWith(
            "'pfx' and 'cert' cannot be used together",
            Assert.Throws<MqttDemoException>(() => Read(SettingsLayer.None, both)).Message,
            StringComparison.Ordinal);

        static (string? Pfx, string? Certificate, string? Key) Certificate(MqttSettings settings) =>
            (settings.Connection.Tls!.Pfx, settings.Connection.Tls.Certificate, settings.Connection.Tls.Key);
    }

    [Fact]
    public void What_a_URL_carries_counts_where_its_broker_was_given()
    {
        var settings = Read(
            Layer.Of(("broker", "mqtt://alice:secret@host/topic")),
            environment: new() { ["MQTT_TOPIC"] = "environment" });

        Assert.Equal(("topic", new Credentials("alice", "secret")), (settings.Topic, settings.Connection.Credentials));
        Assert.Equal("flag", Read(Layer.Of(("broker", "mqtt://host/topic"), ("topic", "flag"))).Topic);
    }

    [Fact]
    public void A_login_goes_to_the_broker_it_was_given_for_and_to_no_other()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(
            "c.json", """{ "broker": "mqtt://u:p@a/topic", "profiles": { "b": { "broker": "b" } } }""");
        var named = folder.File("d.json", """{ "broker": "a", "username": "alice", "password": "p" }""");
        var general = folder.File("e.json", """{ "username": "alice", "password": "p" }""");

        Assert.Equal(
            ("topic", new Credentials("u", "p")),
            (Read(SettingsLayer.None, path).Topic, Read(SettingsLayer.None, path).Connection.Credentials));
        Assert.Equal(
            ("ssremex_test/topic", null),
            (
                Read(Layer.Of(("broker", "b")), path).Topic,
                Read(Layer.Of(("broker", "b")), path).Connection.Credentials));
        Assert.Null(Read(SettingsLayer.None, path, "b").Connection.Credentials);
        Assert.Null(Read(Layer.Of(("broker", "b")), named).Connection.Credentials);
        Assert.Equal(new Credentials("bob", null), Read(Layer.Of(("username", "bob")), named).Connection.Credentials);
        Assert.Equal(new Credentials("alice", "p"), Read(Layer.Of(("broker", "b")), general).Connection.Credentials);
    }

    [Fact]
    public void A_password_of_the_environment_is_for_a_user_and_else_ignored()
    {
        var environment = new Dictionary<string, string> { ["MQTT_PASSWORD"] = "secret" };

        Assert.Null(Read(SettingsLayer.None, environment: environment).Connection.Credentials);
        Assert.Equal(
            new Credentials("alice", "secret"),
            Read(Layer.Of(("broker", "mqtt://alice@b")), environment: environment).Connection.Credentials);
        var typed = Read(Layer.Of(("password", "secret")), environment: environment).Connection;
        Assert.Equal(
            (new Credentials(null, "secret"), ProtocolVersion.Mqtt5), (typed.Credentials, typed.ProtocolVersion));
    }

    [Fact]
    public void A_session_that_the_broker_keeps_forever_needs_a_client_id_that_finds_it_again()
    {
        foreach (
            var layer in (SettingsLayer[])[
                Layer.Of(("keepSession", true)), Layer.Of(("keepSession", true), ("clientId", "")),
                Layer.Of(("sessionExpiry", -1)), Layer.Of(("sessionExpiry", uint.MaxValue), ("clientIdPrefix", "p"))])
        {
            Assert.EndsWith(
                "needs a client id of your own", Assert.Throws<MqttDemoException>(() => Read(layer)).Message,
                StringComparison.Ordinal);
            Assert.Equal(
                "me", Read(layer.Without(Settings.Session.ClientIdPrefix).With("clientId", "me")).Connection.ClientId);
        }

        Assert.Equal(3600u, Read(Layer.Of(("sessionExpiry", 3600))).Connection.SessionExpiry);
    }

    [Fact]
    public void A_broker_that_is_not_chosen_may_be_misspelled()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(
            "b:1883", Broker(Read(Layer.Of(("broker", "b")), folder.File("c.json", """{ "broker": "no address" }"""))));
    }

    [Theory]
    [InlineData("""{ "broker": "mqtt://u:p@a" }""")]
    [InlineData("""{ "profiles": { "p": { "username": "u", "password": "x" } } }""")]
    [InlineData("""{ "proxy": "http://u:p@a" }""")]
    [InlineData("""{ "wsHeader": ["authorization: Bearer x"] }""")]
    public void A_password_anywhere_in_a_file_that_others_can_read_is_warned_about(string content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("c.json", content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var warnings = new List<string>();
        new SettingsSources("publisher", "/nonexistent", _ => null).Read(Layer.Of(("configFile", path)), warnings.Add);

        Assert.Contains("chmod 600", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "broker": "mqtt://u@a,b:1" }""")]
    [InlineData("""{ "username": "u", "proxy": "http://u@a:1" }""")]
    public void A_file_without_a_password_may_be_read_by_anybody(string content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("c.json", content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var warnings = new List<string>();
        new SettingsSources("publisher", "/nonexistent", _ => null).Read(Layer.Of(("configFile", path)), warnings.Add);

        Assert.Empty(warnings);
    }

    [Fact]
    public void TLS_changes_the_scheme_and_its_default_port_only()
    {
        Assert.Equal("mqtts://h:8883", Broker(Read(Layer.Of(("broker", "h"), ("tls", true)))));
        Assert.Equal("mqtts://h:1883", Broker(Read(Layer.Of(("broker", "h:1883"), ("caFile", "ca")))));
        Assert.Equal("mqtts://h:7", Broker(Read(Layer.Of(("broker", "h"), ("port", 7), ("insecure", true)))));
    }

    static string Broker(MqttSettings settings) => settings.Connection.Brokers[0].ToString();

    static MqttSettings Read(
        SettingsLayer flags,
        string? config = null,
        string? profile = null,
        Dictionary<string, string>? environment = null,
        string directory = "/nonexistent") =>
        new SettingsSources("publisher", directory, name => environment?.GetValueOrDefault(name)).Read(
            flags.With("configFile", config).With("profile", profile), _ => { });
}
