using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>publisher config show, check and path, and the same of subscriber.</summary>
public sealed class ConfigCommands : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Show_prints_each_setting_in_force_with_its_origin_and_no_secret()
    {
        var path = folder.File(
            "config.json",
            """
            { "topic": "from/file", "keepAlive": 5, "caFile": "ca.pem", "password": "hidden-1",
              "profiles": { "plant": { "broker": "mqtts://me:hidden-3@localhost:1", "timeout": 2.5 } } }
            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var options = folder.File("options", "-V 311\n");

        var result = await InProcess.PublishAsync(
            ["config", "show", "--config", path, "--profile", "plant", "-q", "1", "-o", options],
            environment: new Dictionary<string, string> { ["MQTT_TOPIC"] = "from/variable" });

        Assert.Equal((0, ""), (result.Code, result.Error));
        ShouldShow("broker = mqtts://********@localhost:1", $"profile 'plant' of {path}");
        ShouldShow("topic = from/variable", "MQTT_TOPIC");
        ShouldShow("username = me", $"profile 'plant' of {path}");
        ShouldShow("password = ********", $"profile 'plant' of {path}");
        ShouldShow("tls = true", "follows from caFile");
        ShouldShow("keepAlive = 5", $"config file {path}");
        ShouldShow("protocolVersion = 311", $"{options}, line 1");
        ShouldShow("qos = 1", "command line");
        ShouldShow("timeout = 2.5", $"profile 'plant' of {path}");
        ShouldShow("retain = false", "default");
        Assert.DoesNotContain("hidden", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\nidle ", result.Out, StringComparison.Ordinal);

        void ShouldShow(string setting, string origin) =>
            Assert.Contains($"\n{setting,-44} # {origin}\n", "\n" + result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_hides_the_value_of_an_authorization_and_the_password_of_each_broker()
    {
        var result = await InProcess.SubscribeAsync(
            "config", "show", "-b", "ws://u:hidden@a,ws://b", "--ws-header", "Authorization: hidden", "--ws-header",
            "Accept: x");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("wsHeader = Authorization: ********, Accept: x # command line\n", result.Out);
        Assert.StartsWith("broker = ws://********@a,ws://b ", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-m x", "message = x", "")]
    [InlineData("-f cat.jpg", "--file cat.jpg", "message")]
    [InlineData("-s", "--stdin-file", "message")]
    [InlineData("-n", "--null-message", "message")]
    [InlineData("-l -0", "--null", "message")]
    [InlineData("--json-lines", "--json-lines", "message topic")]
    [InlineData("--json-lines -t typed", "topic = typed", "message")]
    [InlineData("--key-delimiter ;", "--key-delimiter ;", "message topic")]
    [InlineData("--repeat 3", "--repeat 3", "")]
    [InlineData("-D publish user-property k v", "--property publish user-property k v", "")]
    public async Task Show_prints_every_option_that_is_given_and_no_setting_that_it_replaces(
        string options, string shown, string hidden)
    {
        var result = await InProcess.PublishAsync(["config", "show", .. options.Split(' ')]);

        Assert.Equal((0, ""), (result.Code, result.Error));
        var lines = result.Out.TrimEnd('\n').Split('\n');
        Assert.Contains($"{shown,-44} # command line", lines);
        Assert.DoesNotContain(lines, line => hidden.Split(' ').Contains(line.Split(' ')[0]));
    }

    [Fact]
    public async Task Show_prints_the_filters_of_a_subscriber_as_its_topic_and_hides_what_proves_who_it_is()
    {
        var options = folder.File("options", "-t c/d\n-C 3\n");

        var result = await InProcess.SubscribeAsync(
            "config", "show", "-t", "a/#", "-t", "b", "-o", options, "--auth-method", "m", "-D", "CONNECT",
            "Authentication-Data", "hidden");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains(
            $"\n{"topic = c/d, a/#, b",-44} # {options}, line 1; command line\n", result.Out, StringComparison.Ordinal);
        Assert.Contains($"\n{"--count 3",-44} # {options}, line 2\n", result.Out, StringComparison.Ordinal);
        Assert.Contains(
            "\n--property CONNECT Authentication-Data ******** # command line\n", result.Out,
            StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_reports_every_mistake_of_a_file_with_its_line_as_the_program_would()
    {
        var path = folder.File(
            "config.json",
            """
            { "topik": "a",
              "port": 0,
              "pin": ["a", 1, { "b": [2] }],
              "will": { "qos": 3, "topic": "t" },
              "profiles": { "p": { "qos": "two", "nested": { "a": 1 } }, "q": 5 },
              "keepAlive": true }
            """);

        var result = await InProcess.PublishAsync(["config", "check", path]);

        Assert.Equal(((int)ExitCode.Usage, ""), (result.Code, result.Out));
        Assert.Equal(
            [
                "1: 'topik'", "2: 'port'", "3: 'pin'", "4: 'qos'", "5: 'qos'", "5: 'nested'", "5: expected an object",
                "6: 'keepAlive'"
            ],
            result.Error.Split('\n').Where(line => line.StartsWith("publisher: error: ", StringComparison.Ordinal))
                .Select(line => line[$"publisher: error: {path}, line ".Length..])
                .Select(
                    line => string.Join(
                        ' ', line.Split(' ').Take(line.Contains("expected", StringComparison.Ordinal) ? 4 : 2))));
        (await InProcess.PublishAsync(["--config", path])).ShouldFail(
            ExitCode.Usage, result.Error.Split('\n')[0] + "\n");
    }

    [Fact]
    public async Task Check_reports_what_the_program_would_refuse_at_the_top_and_in_each_profile()
    {
        var path = folder.File(
            "config.json",
            """
            { "broker": "localhost:1",
              "profiles": { "kept": { "keepSession": true }, "wild": { "topic": "a/#" }, "good": { "qos": 1 } } }
            """);

        (await InProcess.PublishAsync(["config", "check", path])).ShouldFail(
            ExitCode.Usage,
            $"publisher: error: keeping the session (\"keepSession\": true in profile 'kept' of {path}) needs a client "
            + "id",
            $"publisher: error: cannot publish to the topic 'a/#'");
        var subscriber = await InProcess.SubscribeAsync("config", "check", path);
        Assert.Equal((int)ExitCode.Usage, subscriber.Code);
        Assert.DoesNotContain("a/#", subscriber.Error, StringComparison.Ordinal);
        (await InProcess.PublishAsync(["config", "check", "/no/such/file"])).ShouldFail(
            ExitCode.InputOutput, "the config file /no/such/file cannot be read: it does not exist");
    }

    [Fact]
    public async Task Check_reports_the_same_refusal_of_two_profiles_twice_and_one_of_the_top_once()
    {
        var two = folder.File(
            "two.json", """{ "profiles": { "a": { "keepSession": true }, "b": { "keepSession": true }, "c": {} } }""");
        var top = folder.File("top.json", """{ "keepSession": true, "profiles": { "a": {}, "b": { "qos": 1 } } }""");

        (await InProcess.PublishAsync(["config", "check", two])).ShouldFail(
            ExitCode.Usage,
            $"publisher: error: keeping the session (\"keepSession\": true in profile 'a' of {two}) needs a client id",
            $"publisher: error: keeping the session (\"keepSession\": true in profile 'b' of {two}) needs a client id");
        var result = await InProcess.PublishAsync(["config", "check", top]);
        Assert.Equal(
            ((int)ExitCode.Usage, 1), (result.Code, result.Error.Split("publisher: error: ").Length - 1));
    }

    [Fact]
    public async Task Check_of_a_good_file_says_so_and_names_the_profiles()
    {
        var path = folder.File("config.json", """{ "qos": 1, "profiles": { "a": { "topic": "t" }, "b": {} } }""");

        var result = await InProcess.SubscribeAsync("config", "check", path);

        Assert.Equal(
            (0, $"{path}: no problems for subscriber, with its profiles a, b\n", ""),
            (result.Code, result.Out, result.Error));
    }

    [Fact]
    public async Task Path_prints_the_file_that_is_read_and_where_it_was_looked_for()
    {
        var path = folder.File("config.json", "{}");

        var named = await InProcess.PublishAsync(["config", "path", "--config", path]);
        var variable = await InProcess.PublishAsync(
            ["config", "path"], environment: new Dictionary<string, string> { ["MQTT_CONFIG"] = path });
        var found = await InProcess.PublishAsync(["config", "path"]);

        Assert.Equal((0, $"{path}\n", "named by: command line\n"), (named.Code, named.Out, named.Error));
        Assert.Equal(
            (0, $"{path}\n", "named by: the environment variable MQTT_CONFIG\n"),
            (variable.Code, variable.Out, variable.Error));
        var beside = Path.Combine(Path.GetDirectoryName(Executables.Publisher)!, "config.json");
        Assert.Equal((0, $"{beside}\n"), (found.Code, found.Out));
        Assert.StartsWith(
            $"/nonexistent/mqttdemo/config.json: does not exist\n{beside}: is read\n", found.Error,
            StringComparison.Ordinal);
    }
}
