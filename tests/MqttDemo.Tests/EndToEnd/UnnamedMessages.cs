using System.Text;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// What nobody has named, a message or a topic, comes from config.json: never in silence, and never in place of
/// something.
/// </summary>
public sealed class UnnamedMessages : IDisposable
{
    const string Refused =
        "publisher: error: nothing was published: standard input has something to read, and no source is named\nhint: "
        + "-l publishes its lines, -s all of it";

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Published \"Hello MQTT\" to a/b (message of config.json)", "Hello MQTT", "-t", "a/b")]
    [InlineData("Published \"Hello MQTT\" to ssremex_test/topic (message and topic of config.json)", "Hello MQTT")]
    [InlineData("Published \"22.5\" to ssremex_test/topic (topic of config.json)", "22.5", "-m", "22.5")]
    [InlineData("Published an empty message to ssremex_test/topic (topic of config.json)", "", "-n")]
    [InlineData("Publishing to ssremex_test/topic (topic of config.json)", "lines", "-l")]
    [InlineData("Publishing to ssremex_test/topic (topic of config.json)", "all", "-s")]
    public async Task What_comes_from_the_config_file_is_reported(string sentence, string payload, params string[] args)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "#", "-C", "1");

        var result = await App.PublishAsync(
            ["-b", broker.Address, "-q", "1", .. args],
            args.Intersect(["-l", "-s"]).Any() ? Encoding.ASCII.GetBytes(payload) : null);

        Assert.Equal((0, "", sentence + "\n"), (result.Code, result.Out, result.Error));
        Assert.Equal(payload + "\n", (await subscriber.ExitAsync()).Out);
    }

    [Fact]
    public async Task Where_both_are_named_or_with_quiet_nothing_is_said()
    {
        await using var broker = await Mosquitto.StartAsync();

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "x"])).ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", $"mqtt://{broker.Address}/t", "-m", "x"])).ShouldBeSilentSuccess();
        (
            await App.PublishAsync(
                ["-b", broker.Address, "-m", "x"], environment: new Dictionary<string,
                string>
                { ["MQTT_TOPIC"] = "t" }))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "--quiet"])).ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "--key-delimiter", ":"], "a:b"u8.ToArray()))
            .ShouldBeSilentSuccess();
    }

    [Theory]
    [
        InlineData(
            """{"message":"\u001b[31m","topic":"t"}""",
            "Published \"\\x1b[31m\" to t (message and topic of own.json)\n")]
    [InlineData("""{"topic":"t"}""", "Published \"Hello MQTT\" to t (message of the defaults, topic of own.json)\n")]
    [InlineData("{}", "Published \"Hello MQTT\" to ssremex_test/topic (message and topic of the defaults)\n")]
    [InlineData(
        """{"message":"m","profiles":{"p":{"topic":"x/y"}}}""",
        "Published \"m\" to x/y (message of own.json, topic of profile 'p')\n", "--profile", "p")]
    public async Task What_is_reported_names_its_origin_and_cannot_drive_the_terminal(
        string config, string expected, params string[] args)
    {
        await using var broker = await Mosquitto.StartAsync();

        var result = await App.PublishAsync(
            ["-b", broker.Address, "--config", folder.File("own.json", config), .. args]);

        Assert.Equal((0, "", expected), (result.Code, result.Out, result.Error));
    }

    [Fact]
    public async Task A_long_message_is_shown_by_its_beginning()
    {
        await using var broker = await Mosquitto.StartAsync();

        var result = await App.PublishAsync(["-b", broker.Address, "-m", new string('x', 10_000)]);

        Assert.Equal(
            (0, $"Published \"{new string('x', 60)}...\" to ssremex_test/topic (topic of config.json)\n"),
            (result.Code, result.Error));
    }

    [Theory]
    [InlineData("-t", "plant/reading")]
    [InlineData]
    [InlineData("-t", "plant/reading", "--repeat", "3")]
    [InlineData("-t", "plant/reading", "-d")]
    public async Task Where_a_pipe_has_bytes_and_no_source_is_named_nothing_is_published(params string[] args)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "#", "-C", "1");

        (await App.PublishAsync(["-b", broker.Address, .. args], "{\"t\":22.5}\n"u8.ToArray())).ShouldFail(
            ExitCode.Usage, Refused);

        (await App.PublishAsync(["-b", broker.Address, "-t", "end", "-m", "end", "-q", "1"])).ShouldBeSilentSuccess();
        Assert.Equal("end\n", (await subscriber.ExitAsync()).Out);
    }

    [Theory]
    [InlineData("< full", false)]
    [InlineData("< empty", true)]
    [InlineData("< /dev/null", true)]
    [InlineData("<&-", true)]
    [InlineData("< <(exec sleep 600 >&- 2>&-)", true)]
    [InlineData("< <(exec >&-)", true)]
    public async Task A_file_with_bytes_is_something_and_what_is_empty_closed_or_silent_is_not(
        string redirection, bool isPublished)
    {
        folder.File("full", "22.5\n");
        folder.File("empty", "");
        await using var broker = await Mosquitto.StartAsync();
        await using var shell = App.Start(
            "bash", [
                "-c", $"\"$0\" \"$@\" {redirection}; code=$?; kill $! 2> /dev/null; exit $code", Executables.Publisher,
                "-b", broker.Address, "-t", "t"
            ], folder: folder.Path);

        var result = await shell.ExitAsync();

        Assert.Equal(
            isPublished ? (0, "Published \"Hello MQTT\" to t (message of config.json)\n") : (2, result.Error),
            (result.Code, result.Error));
        Assert.Equal(isPublished, !result.Error.StartsWith(Refused, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_others_have_read_to_its_end_is_empty_and_one_with_lines_left_is_not()
    {
        var lines = folder.File("lines", "1\n2\n");
        await using var broker = await Mosquitto.StartAsync();
        const string loop = "while read line; do \"$0\" \"$@\"; echo $?; done < lines";
        await using var shell = App.Start(
            "bash", ["-c", loop, Executables.Publisher, "-b", broker.Address, "-t", "t"], folder: folder.Path);

        var result = await shell.ExitAsync();

        Assert.True(File.Exists(lines));
        Assert.Equal((0, "2\n0\n"), (result.Code, result.Out));
    }

    [Theory]
    [InlineData("syswrite(B, \"22.5\\n\")", 2)]
    [InlineData("shutdown(B, 1)", 0)]
    [InlineData("1", 0)]
    public async Task A_socket_is_something_when_it_has_bytes(string other, int code)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var publisher = Perl.Start(
            $"$^F = 99; socketpair(A, B, AF_UNIX, SOCK_STREAM, PF_UNSPEC); {other}; open(STDIN, '<&A')",
            Executables.Publisher, ["-b", broker.Address, "-t", "t"]);

        Assert.Equal((code, ""), ((await publisher.ExitAsync()).Code, (await publisher.ExitAsync()).Out));
    }

    [Theory]
    [
        InlineData(
            "-r needs an explicit message, and none is given\nhint: give one of -m, -f, -l, -s; -n makes the broker "
            + "forget",
            "-t", "state", "-r")]
    [
        InlineData(
            "a request needs an explicit message, and none is given\nhint: give one of -m, -f, -s, -n", "request",
            "-t", "ask")]
    public async Task Some_options_need_a_message_that_is_named(string sentence, params string[] args)
    {
        await using var broker = new ScriptedBroker();

        (await InProcess.PublishAsync([.. args, "-b", broker.Address])).ShouldFail(ExitCode.Usage, sentence);

        Assert.True(broker.IsQuiet);
    }

    [Fact]
    public async Task A_record_without_a_topic_is_wrong_unless_one_is_named_for_it()
    {
        var records = """{"topic":"a","payload":"1"}"""u8.ToArray()
            .Concat("\n{\"payload\":\"2\"}\n{\"topic\":\"a\",\"payload\":\"3\"}\n"u8.ToArray())
            .ToArray();
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "#", "-v", "-C", "6", "-q", "1");

        (await App.PublishAsync(["-b", broker.Address, "--json-lines", "-q", "1"], records)).ShouldFail(
            ExitCode.Denied,
            "message 2 was not published: it has no topic; -t names a topic for those that have none\n2 sent, 2 "
            + "acknowledged, 1 refused");
        (await App.PublishAsync(["-b", broker.Address, "--json-lines", "-q", "1", "-t", "b"], records))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-t", "end", "-q", "1", "-n"])).ShouldBeSilentSuccess();

        Assert.Equal(
            "a 1\na 3\na 1\nb 2\na 3\nend \n",
            (await subscriber.ExitAsync()).Out.Replace("(null)", "", StringComparison.Ordinal));
    }
}
