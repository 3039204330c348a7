using MqttDemo.Config;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// The options of daily use can stand in config.json and its profiles: what is typed wins, and they mean there what the
/// option means.
/// </summary>
public sealed class DailyOptions : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_profile_gives_the_QoS_the_retain_flag_and_the_summary_of_a_publisher()
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] args = [
            "-b", broker.Address, "-t", "t",
            .. Config("""{ "qos": 1, "profiles": { "state": { "qos": 2, "retain": true, "stats": true } } }""")];

        var result = await App.PublishAsync([.. args, "--profile", "state", "-m", "kept"]);

        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.StartsWith(
            "1 sent, 1 acknowledged, 0 refused, 0 unfinished in ", result.Error, StringComparison.Ordinal);
        Assert.Equal(
            "2 1 kept\n",
            (await App.SubscribeAsync("-b", broker.Address, "-q", "2", "-t", "t", "-C", "1", "-F", "%q %r %p")).Out);

        // Without the profile the file counts, and what is typed before both.
        (await App.PublishAsync([.. args, "-m", "other"])).ShouldBeSilentSuccess();
        (await App.PublishAsync([.. args, "--profile", "state", "--no-retain", "--no-stats", "-q", "0", "-m", "other"]))
            .ShouldBeSilentSuccess();
        Assert.Equal(
            "2 1 kept\n",
            (await App.SubscribeAsync("-b", broker.Address, "-q", "2", "-t", "t", "-C", "1", "-F", "%q %r %p")).Out);
    }

    [Theory]
    [InlineData("payload", "hi\n")]
    [InlineData("hex", "6869\n")]
    [InlineData("base64", "aGk=\n")]
    [InlineData("verbose", "t hi\n")]
    [InlineData("sentence", "Received message: hi, topic: t\n")]
    [InlineData("raw", "hi")]
    [InlineData("json", "\"topic\":\"t\",\"qos\":1,")]
    [InlineData("hex", "t hi\n", "-v")]
    [InlineData("hex", "aGk=\n", "--base64")]
    [InlineData("json", "hi\n", "--format", "payload")]
    [InlineData("json", "<hi>\n", "-F", "<%p>")]
    [InlineData("raw", "{\n  \"tst\": ", "--json", "--pretty")]
    [InlineData("json", "{\n  \"tst\": ", "--pretty")]
    [InlineData("json", "hi\n", "--profile", "template", "--format", "payload")]
    [InlineData("json", "hi!\n", "--profile", "template")]
    [InlineData("json", "6869\n", "--profile", "template", "--hex")]
    [InlineData("json", "{\n  \"tst\": ", "--profile", "pretty")]
    [InlineData("json", "{\"tst\":", "--profile", "pretty", "--no-pretty")]
    [InlineData("hex", "hi\n", "--profile", "pretty", "--format", "payload")]
    [InlineData("json", "HI", "--exec", "tr a-z A-Z")]
    [InlineData("json", "HI", "--profile", "template", "--exec", "tr a-z A-Z")]
    [InlineData("raw", "msgs/s\n", "--message-rate")]
    public async Task A_format_of_the_file_counts_unless_something_else_is_typed(
        string format, string expected, params string[] args)
    {
        await using var broker = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-r", "-q", "1", "-m", "hi"]))
            .ShouldBeSilentSuccess();
        var config = Config(
            $$"""{ "qos": 1, "format": "{{format}}", "profiles": { "template": { "template": "%p!" }, "pretty": { "pretty": true } } }""");

        var result = await App.SubscribeAsync(["-b", broker.Address, "-t", "t", "-C", "1", .. config, .. args]);

        Assert.Equal(0, result.Code);
        Assert.Contains(expected, result.Out, StringComparison.Ordinal);
        Assert.Equal(
            result.Out.Length,
            expected.Contains("tst", StringComparison.Ordinal) || format == "json" || args is ["--message-rate"]
                ? result.Out.Length
                : expected.Length);
    }

    [Fact]
    public async Task A_request_writes_its_reply_in_the_format_of_the_file_and_ends_with_its_time_out()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var answering = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "ask", "--exec", "cat", "--reply");
        var config = Config("""{ "format": "hex", "timeout": 0.5, "idle": 1, "stats": true }""");

        var answered = await App.PublishAsync(
            ["request", "-b", broker.Address, "-t", "ask", "-m", "hi", "-W", "60", .. config]);
        var silent = await App.PublishAsync(["request", "-b", broker.Address, "-t", "nobody", "-m", "hi", .. config]);

        Assert.Equal((0, "6869\n", ""), (answered.Code, answered.Out, answered.Error));
        silent.ShouldFail(
            ExitCode.TimedOut,
            $"publisher: error: 0 of 1 replies came within 0.5 s\nhint: timeout is set in {config[1]}\n");
    }

    [Fact]
    public async Task A_time_that_runs_out_and_was_not_typed_is_reported_with_where_it_is_set()
    {
        await using var broker = await Mosquitto.StartAsync();
        var config = Config(
            """{ "quiet": true, "timeout": 0.4, "profiles": { "idle": { "timeout": 300, "idle": 0.5 } } }""");
        string[] args = ["-b", broker.Address, "-t", "t", .. config];

        var overall = await App.SubscribeAsync(args);
        var idle = await App.SubscribeAsync([.. args, "--profile", "idle"]);
        var typed = await App.SubscribeAsync([.. args, "-W", "0.3"]);
        await using var publisher = App.Publisher([.. args, "-l"]);
        var publishing = await publisher.ExitAsync();

        Assert.Equal(
            (27, "", $"subscriber: error: no message came within 0.4 s\nhint: timeout is set in {config[1]}\n"),
            (overall.Code, overall.Out, overall.Error));
        Assert.Equal(
            (
                27,
                "",
                $"subscriber: error: no message came for 0.5 s\nhint: idle is set by profile 'idle' of {config[1]}\n"),
            (idle.Code, idle.Out, idle.Error));
        Assert.Equal(
            (27, "", "subscriber: error: no message came within 0.3 s\n"), (typed.Code, typed.Out, typed.Error));
        publishing.ShouldFail(
            ExitCode.TimedOut, "0 sent, ",
            $"publisher: error: the run was limited to 0.4 s\nhint: timeout is set in {config[1]}\n");
    }

    [Fact]
    public async Task The_drain_time_out_of_the_file_bounds_the_wait_after_a_signal()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(
            [
                "-b", broker.Address, "-t", "t", "-m", "x", "-k", "1000",
                .. Config("""{ "qos": 1, "drainTimeout": 0.3 }""")
            ]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        Assert.Equal(
            MqttQualityOfServiceLevel.AtLeastOnce,
            (await connection.ReceiveAsync<MqttPublishPacket>()).QualityOfServiceLevel);

        publisher.Signal("TERM");

        (await publisher.ExitAsync()).ShouldFail(
            ExitCode.Terminated, "waiting for what is in flight, at most 0.3 s;",
            "the broker has not acknowledged it within 0.3 s\n1 sent, 0 acknowledged");
    }

    [Theory]
    [InlineData(0)]
    [InlineData((int)ExitCode.Denied, "--no-allow-downgrade")]
    public async Task The_file_can_allow_a_lower_QoS(int code, params string[] args)
    {
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(
            [
                "-b", broker.Address, "-t", "t", "-m", "x", .. Config("""{ "qos": 2, "allowDowngrade": true }"""),
                .. args
            ]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.MaximumQoS = MqttQualityOfServiceLevel.AtLeastOnce);
        if (code == 0)
        {
            await connection.SendAsync(
                new MqttPubAckPacket
                {
                    PacketIdentifier = (await connection.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier,
                });
        }

        Assert.Equal((code, ""), ((await publishing).Code, (await publishing).Out));
    }

    [Fact]
    public async Task What_the_file_keeps_quiet_is_said_where_an_option_asks_for_it()
    {
        await using var broker = await Mosquitto.StartAsync();
        var config = Config(
            """{ "quiet": true, "username": "me", "password": "secret", "profiles": { "loud": { "quiet": false } } }""");
        string[] publish = ["-b", broker.Address, .. config];
        string[] subscribe = [.. publish, "-t", "t", "-E"];

        (await App.PublishAsync(publish)).ShouldBeSilentSuccess();
        (await App.SubscribeAsync(subscribe)).ShouldBeSilentSuccess();
        Assert.Matches(
            "^1 sent, 0 acknowledged, 0 refused.*\n$", (await App.PublishAsync([.. publish, "--stats"])).Error);
        (await App.PublishAsync([.. publish, "--stats", "--quiet"])).ShouldBeSilentSuccess();
        foreach (var loud in (string[][])[["--no-quiet"], ["--profile", "loud"]])
        {
            Assert.Matches(
                "^subscriber: warning: others can read .*\nConnected to .*\nSubscribed to t\n$",
                (await App.SubscribeAsync([.. subscribe, .. loud])).Error);
        }
    }

    [Fact]
    public async Task Each_program_ignores_what_only_the_other_knows()
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] publisher = Config("""{ "idle": 0.001, "format": "json", "pretty": true }""");
        string[] subscriber = Config("""{ "retain": true, "stats": true }""");

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "x", .. publisher])).ShouldBeSilentSuccess();
        var result = await App.SubscribeAsync(
            "-b", broker.Address, "-t", "t", "-E", "--quiet", subscriber[0], subscriber[1]);
        result.ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_retained_message_needs_a_named_source_wherever_retain_is_set()
    {
        await using var broker = await Mosquitto.StartAsync();
        var config = Config("""{ "retain": true }""");

        (await App.PublishAsync(["-b", broker.Address, .. config])).ShouldFail(
            ExitCode.Usage,
            $"\"retain\": true in {config[1]} needs an explicit message, and none is given\nhint: give one of -m, ");
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "x", .. config])).ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task No_variable_gives_them_because_those_of_a_command_describe_its_message()
    {
        await using var broker = await Mosquitto.StartAsync();
        var variables =
            new Dictionary<string, string> { ["MQTT_QOS"] = "2", ["MQTT_RETAIN"] = "1", ["MQTT_FORMAT"] = "hex" };
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-C", "1", "-q", "2", "--retain-as-published", "-F", "%q %r");

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "x"], environment: variables))
            .ShouldBeSilentSuccess();

        Assert.Equal("0 0\n", (await subscriber.ExitAsync()).Out);
    }

    [Fact]
    public async Task Debug_says_which_source_gave_each_of_them()
    {
        await using var broker = await Mosquitto.StartAsync();
        var config = Config(
            """{ "qos": 1, "format": "hex", "idle": 9, "profiles": { "p": { "qos": 2, "timeout": 60, "template": "%p" } } }""");

        var result = await App.SubscribeAsync(
            ["-d", "-b", broker.Address, "-t", "t", "-E", "--profile", "p", "--json", .. config]);

        Assert.StartsWith(
            "subscriber: settings of command line: broker, format\n"
            + $"subscriber: settings of profile 'p' of {config[1]}: qos, timeout\n"
            + $"subscriber: settings of config file {config[1]}: idle\n",
            result.Error,
            StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "{\n \"qos\": 3 }", "line 2: 'qos' must be 0, 1 or 2, not 3\n" },
        { "{\n \"qos\": -1 }", "line 2: 'qos' must be 0, 1 or 2, not -1\n" },
        { """{ "qos": "1" }""", "line 1: 'qos' must be 0, 1 or 2, not the text \"1\"\n" },
        { """{ "retain": 1 }""", "line 1: 'retain' must be true or false, not 1\n" },
        {
            """{ "profiles": { "p": { "quiet": "yes" } } }""",
            "line 1: 'quiet' must be true or false, not the text \"yes\"\n"
        },
        { """{ "timeout": 0 }""", "line 1: 'timeout' must be more than 0 and at most 4000000 seconds, not 0\n" },
        { """{ "idle": 4000001 }""", "line 1: 'idle' must be more than 0 and at most 4000000 seconds, not 4000001\n" },
        {
            """{ "drainTimeout": -2 }""",
            "line 1: 'drainTimeout' must be more than 0 and at most 4000000 seconds, not -2\n"
        },
        { """{ "timeout": "10" }""", "line 1: 'timeout' must be a number of seconds, not the text \"10\"\n" },
        {
            """{ "format": "xml" }""",
            "line 1: 'format' must be sentence, payload, verbose, raw, hex, base64 or json, not 'xml'\n"
        },
        { """{ "format": "hex", "template": "%p" }""", "line 1: 'format' and 'template' cannot be used together\n" },
        { """{ "json": true }""", "line 1: 'json' is not a setting; did you mean \"format\": \"json\"?\n" },
        { """{ "Qos": 1 }""", "line 1: 'Qos' is not a setting; did you mean 'qos'?\n" },
        { """{ "drain-timeout": 1 }""", "line 1: 'drain-timeout' is not a setting; did you mean 'drainTimeout'?\n" },
        { """{ "timout": 1 }""", "line 1: 'timout' is not a setting; did you mean 'timeout'?\n" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_reported_by_both_programs_with_its_line(string content, string expected)
    {
        var config = Config(content);

        Assert.Equal(
            (2, "", $"publisher: error: {config[1]}, {expected}"), Facts(await InProcess.PublishAsync(config)));
        Assert.Equal(
            (2, "", $"subscriber: error: {config[1]}, {expected}"), Facts(await InProcess.SubscribeAsync(config)));
    }

    [Fact]
    public async Task Where_nothing_is_near_an_unknown_key_all_keys_are_named()
    {
        var file = await InProcess.PublishAsync(Config("""{ "count": 5 }"""));
        var profile = await InProcess.PublishAsync(
            Config("""{ "profiles": { "p": { "count": 5 } } }"""));

        var all = ConfigKeys.Top().Where(key => key != "$schema").ToArray();
        Assert.EndsWith(
            $"line 1: 'count' is not a setting\nhint: the settings are {string.Join(", ", all)}\n", file.Error,
            StringComparison.Ordinal);
        Assert.EndsWith(
            $"hint: the settings are {string.Join(", ", all.Where(key => key != "profiles"))}\n", profile.Error,
            StringComparison.Ordinal);
        Assert.Contains("broker, port, connectTimeout, ", file.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--qos", "3", "qos", "3")]
    [InlineData("--timeout", "0", "timeout", "0")]
    [InlineData("--drain-timeout", "4000001", "drainTimeout", "4000001")]
    [InlineData("--idle", "-1", "idle", "-1")]
    [InlineData("--probe", "0", "probe", "0")]
    [InlineData("--probe", "3600.5", "probe", "3600.5")]
    [InlineData("--format", "xml", "format", "\"xml\"")]
    [InlineData("--share", "a/b", "share", "\"a/b\"")]
    public async Task An_option_and_its_key_are_refused_in_the_same_words(
        string option, string value, string key, string json)
    {
        var typed = await InProcess.SubscribeAsync(option, value);
        var config = Config($$"""{ "{{key}}": {{json}} }""");
        var written = await InProcess.SubscribeAsync(config);

        var words = typed.Error.Split('\n')[0].Replace(
            $"subscriber: error: {option} takes ", "", StringComparison.Ordinal)
            .Replace(" (a template goes with -F)", "", StringComparison.Ordinal);
        Assert.Equal(
            (2, $"subscriber: error: {config[1]}, line 1: '{key}' must be {words}\n"),
            (written.Code, written.Error.Replace($"not {value}\n", $"not '{value}'\n", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_template_of_the_file_that_makes_no_sense_is_reported_with_its_key()
    {
        var config = Config("""{ "template": "%p %" }""");

        (await InProcess.SubscribeAsync(config)).ShouldFail(
            ExitCode.Usage, "the template ends in the middle of '%'\nhint: ", $"; template is set in {config[1]}\n");
    }

    [Theory]
    [InlineData("--retain and --no-retain cannot be used together", "-r", "--no-retain")]
    [InlineData("--quiet and --no-quiet cannot be used together", "--no-quiet", "--quiet")]
    [InlineData("there is no option --no-qos", "--no-qos")]
    public async Task What_is_typed_twice_is_refused(string expected, params string[] args) =>
        (await InProcess.PublishAsync(["-t", "t", "-m", "x", .. args])).ShouldFail(ExitCode.Usage, expected);

    string[] Config(string content) => ["--config", folder.File($"{Guid.NewGuid():n}.json", content)];

    static (int Code, string Out, string Error) Facts(AppResult result) => (result.Code, result.Out, result.Error);
}
