using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// A setting that is wrong and that nobody has typed is told with where it really comes from, and only then.
/// </summary>
public sealed class Origins : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_is_typed_is_not_said_to_come_from_anywhere_else()
    {
        await ShouldSayAsync(
            ["-u", "me", "--password-file", "/no/such/file"], "", ExitCode.InputOutput,
            "the password file /no/such/file cannot be read: it does not exist\n");
        await ShouldSayAsync(
            ["-b", "nohost.invalid"], "", ExitCode.Unreachable,
            "the host name nohost.invalid does not resolve\nhint: check its spelling\n");
        await ShouldSayAsync(
            ["-i", "a", "-I", "b"], "", ExitCode.Usage, "--id and --id-prefix cannot be used together\n");
    }

    [Theory]
    [InlineData("-i", "a")]
    [InlineData("--id", "a")]
    [InlineData("--client-id", "a")]
    public async Task What_is_typed_is_named_as_it_was_typed(string name, string id)
    {
        await using var broker = ScriptedServer.Answering([0x20, 3, 0, 0x85, 0]);

        await ShouldSayAsync(
            ["-b", $"127.0.0.1:{broker.Port}", "-V", "5", name, id], "", ExitCode.Refused,
            $"hint: choose another client id with {name}\n");
        await ShouldSayAsync(
            ["-b", $"127.0.0.1:{broker.Port}", "-V", "5", $"{name}={id}"], "", ExitCode.Refused,
            $"hint: choose another client id with {name}\n");
    }

    [Fact]
    public async Task What_a_variable_gives_is_reported_with_the_variable()
    {
        Dictionary<string, string> environment = new() { ["MQTT_BROKER"] = "nohost.invalid" };

        await ShouldSayAsync(
            [], "", ExitCode.Unreachable,
            "the host name nohost.invalid does not resolve\nhint: check its spelling; broker is set by the "
            + "environment variable MQTT_BROKER\n",
            environment);
        await ShouldSayAsync(
            ["-t", "t"], "", ExitCode.Usage, "hint: a broker is written ", new() { ["MQTT_BROKER"] = "http://b" },
            "; broker is set by the environment variable MQTT_BROKER\n");
        await ShouldSayAsync(
            ["-b", "localhost:1"], "", ExitCode.Usage, "cannot publish to the topic 'a/#': ",
            new() { ["MQTT_TOPIC"] = "a/#" }, "topic is set by the environment variable MQTT_TOPIC\n");
    }

    [Fact]
    public async Task What_a_profile_or_the_config_file_gives_is_reported_with_its_key_and_the_file()
    {
        const string content =
            """{ "passwordFile": "/no/such/file", "username": "me", "profiles": { "p": { "broker": "nohost.invalid", "passwordFile": null } } }""";
        var path = Path.Combine(folder.Path, "config.json");

        await ShouldSayAsync(
            ["-b", "localhost:1"], content, ExitCode.InputOutput,
            $"the password file /no/such/file cannot be read: it does not exist\nhint: passwordFile is set in {path}\n");
        await ShouldSayAsync(
            ["--profile", "p"], content.Replace("\"passwordFile\": \"/no/such/file\", ", "", StringComparison.Ordinal),
            ExitCode.Unreachable,
            $"the host name nohost.invalid does not resolve\nhint: check its spelling; broker is set by profile "
            + $"'p' of {path}\n");
        await ShouldSayAsync(
            [], """{ "port": 0 }""", ExitCode.Usage,
            $"{path}, line 1: 'port' must be a whole number from 1 to 65535, not 0\n");
        await ShouldSayAsync(
            ["-b", "mqtts://localhost:1"], """{ "caFile": "/no/such/ca" }""", ExitCode.InputOutput,
            $"the CA file /no/such/ca cannot be read: it does not exist\nhint: caFile is set in {path}\n");
        await ShouldSayAsync(
            [], """{ "clientId": "a", "clientIdPrefix": "b" }""", ExitCode.Usage,
            $"{path}, line 1: 'clientId' and 'clientIdPrefix' cannot be used together\n");
    }

    [Fact]
    public async Task A_sentence_names_a_setting_as_it_was_given()
    {
        var path = Path.Combine(folder.Path, "config.json");

        await ShouldSayAsync(
            ["-b", "mqtts://localhost:1", "--no-tls"], "", ExitCode.Usage,
            "mqtts://localhost:1 asks for TLS, but --no-tls forbids it\nhint: without TLS it is mqtt:// or ws://\n");
        await ShouldSayAsync(
            ["-b", "mqtts://localhost:1"], """{ "tls": false }""", ExitCode.Usage,
            $"mqtts://localhost:1 asks for TLS, but \"tls\": false in {path} forbids it\nhint: without TLS it is "
            + "mqtt:// or ws://\n");
        await ShouldSayAsync(
            ["-b", "localhost:1", "-c"], "", ExitCode.Usage,
            "keeping the session (-c) needs a client id of your own\nhint: give one with -i, the same each time: the "
            + "broker finds the session by it\n");
        await ShouldSayAsync(
            ["-b", "localhost:1"], """{ "keepSession": true }""", ExitCode.Usage,
            $"keeping the session (\"keepSession\": true in {path}) needs a client id of your own\n"
            + "hint: give one with -i, the same each time: the broker finds the session by it\n");
    }

    [Fact]
    public async Task A_warning_names_a_setting_as_it_was_given()
    {
        var config = folder.File("config.json", """{ "insecure": true }""");
        string[] broker = ["-b", "nohost.invalid", "-m", "x"];

        var given = await InProcess.PublishAsync([.. broker, "--config", config]);
        var typed = await InProcess.PublishAsync([.. broker, "--insecure"]);

        const string meaning = "accepts any certificate: anyone in between can read and change everything\n";
        given.ShouldFail(ExitCode.Unreachable, $"publisher: warning: \"insecure\": true in {config} {meaning}");
        typed.ShouldFail(ExitCode.Unreachable, $"publisher: warning: --insecure {meaning}");
    }

    [Fact]
    public async Task What_an_options_file_gives_is_reported_with_its_line()
    {
        var options = folder.File("options", "-m x\n-h nohost.invalid\n--password-file /no/such/file\n");

        await ShouldSayAsync(
            ["-o", options, "-u", "me"], "", ExitCode.InputOutput,
            $"cannot be read: it does not exist\nhint: passwordFile is set in {options}, line 3\n");
    }

    [Fact]
    public async Task A_proxy_of_the_config_file_that_is_not_there_is_reported_with_it()
    {
        var path = Path.Combine(folder.Path, "config.json");

        await ShouldSayAsync(
            ["-b", "localhost:1"], """{ "proxy": "socks5h://nohost.invalid:1" }""", ExitCode.Unreachable,
            "the host name nohost.invalid does not resolve\n"
            + $"hint: check \"proxy\" in {path}, and ALL_PROXY in the environment; \"proxy\": \"\" goes without one\n");
        await ShouldSayAsync(
            ["-b", "localhost:1", "--proxy", "socks5h://nohost.invalid:1"], "", ExitCode.Unreachable,
            "the host name nohost.invalid does not resolve\nhint: check --proxy, and ALL_PROXY in the environment; "
            + "--proxy '' goes without one\n");
    }

    [Fact]
    public async Task Debug_shows_the_file_the_profile_and_the_variables_and_no_value_of_them()
    {
        var path = folder.File(
            "config.json",
            """{ "topic": "file", "keepAlive": 5, "profiles": { "p": { "broker": "localhost:1", "username": "me" } } }""");
        var environment = new Dictionary<string, string> { ["MQTT_TOPIC"] = "variable", ["MQTT_PASSWORD"] = "secret" };

        var result = await App.PublishAsync(
            ["--config", path, "--profile", "p", "-d", "-q", "1", "-m", "x"], environment: environment);

        Assert.Equal(((int)ExitCode.Unreachable, ""), (result.Code, result.Out));
        Assert.StartsWith(
            "publisher: settings of command line: qos\n"
            + "publisher: settings of environment (MQTT_TOPIC, MQTT_PASSWORD): topic, password\n"
            + $"publisher: settings of profile 'p' of {path}: broker, username\n"
            + $"publisher: settings of config file {path}: keepAlive\n"
            + "publisher: localhost is ",
            result.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debug_shows_the_address_the_version_of_TLS_its_cipher_the_protocol_and_whose_certificate_it_is()
    {
        using var certificates = new Certificates();
        await using var broker = await Mosquitto.StartTlsAsync(certificates);

        var result = await App.PublishAsync(
            ["-d", "-b", broker.Address, "--cafile", certificates.Authority, "-m", "x", "-V", "5"]);

        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Contains($"publisher: connected to 127.0.0.1:{broker.Port}\n", result.Error, StringComparison.Ordinal);
        Assert.Matches(
            "publisher: TLS 1\\.3, TLS_[A-Z0-9_]+, no ALPN, certificate of localhost, by 'Test authority', valid until "
            + "\\d{4}-\\d\\d-\\d\\d\n",
            result.Error);
        Assert.Contains("publisher: MQTT 5, session new\n", result.Error, StringComparison.Ordinal);
    }

    /// <param name="args">What is typed.</param>
    /// <param name="content">The config file; empty for none.</param>
    /// <param name="code">How it ends.</param>
    /// <param name="error">What is said after the name of the program: all of it, if there is no end.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="end">How the error ends.</param>
    async Task ShouldSayAsync(
        string[] args, string content, ExitCode code, string error, Dictionary<string, string>? environment = null,
        string? end = null)
    {
        string[] file = ["--config", folder.File("config.json", content.Length == 0 ? "{}" : content)];

        var result = await InProcess.PublishAsync([.. file, .. args], environment: environment);

        result.ShouldFail(code, error);
        Assert.EndsWith(end ?? error, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("where you have not typed it", result.Error, StringComparison.Ordinal);
    }
}
