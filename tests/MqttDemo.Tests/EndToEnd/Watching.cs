using System.Globalization;
using System.Text.Json;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>-w, in a terminal and elsewhere.</summary>
public sealed class Watching
{
    [Fact]
    public async Task Without_a_terminal_it_writes_as_without_the_option()
    {
        await using var broker = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "kept", "-m", "value", "-r", "-q", "1"]))
            .ShouldBeSilentSuccess();

        var result = await App.SubscribeAsync("-b", broker.Address, "-t", "#", "-w", "-v", "-C", "1");

        Assert.Equal((0, "kept value\n"), (result.Code, result.Out));
    }

    [Fact]
    public async Task In_a_terminal_a_table_shows_the_last_message_of_each_topic_and_the_screen_is_given_back()
    {
        await using var broker = await Mosquitto.StartAsync();
        foreach (
            var (topic, payload) in ((string, string)[])[
                ("first", "one"), ("second", "two\u001b[2J"), ("first", "three")])
        {
            (await App.PublishAsync(["-b", broker.Address, "-t", topic, "-m", payload, "-r", "-q", "1"]))
                .ShouldBeSilentSuccess();
        }

        await using var terminal = InTerminal($"-b {broker.Address} -t '#' -w");
        await Until.TrueAsync(
            () => Shown(terminal).Contains("three", StringComparison.Ordinal)
                && Shown(terminal).Contains("second", StringComparison.Ordinal), "the table");
        await terminal.TypeAsync("\u0003");
        var result = await terminal.ExitAsync();

        Assert.Equal(0, result.Code);
        Assert.Contains("\u001b[?1049h", result.Out, StringComparison.Ordinal);
        Assert.EndsWith("\u001b[?1049l2 messages of 2 topics", result.Out.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("two\\x1b[2J", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_sort_filter_and_end_it_and_the_terminal_is_as_before()
    {
        await using var broker = await Mosquitto.StartAsync();
        foreach (var topic in (string[])["z/first", "a/second"])
        {
            (await App.PublishAsync(["-b", broker.Address, "-t", topic, "-m", "x", "-r", "-q", "1"]))
                .ShouldBeSilentSuccess();
        }

        await using var terminal = InTerminal($"-b {broker.Address} -t '#' -w", after: "echo code $?; stty -a");
        await Until.TrueAsync(() => Shown(terminal).Contains("a/second", StringComparison.Ordinal), "the table");
        await terminal.TypeAsync("/Z/");
        await Until.TrueAsync(
            () => Shown(terminal).Contains("/Z/_  1 topic  Enter", StringComparison.Ordinal), "the filter");
        await terminal.TypeAsync("\rq");
        var result = await terminal.ExitAsync();

        Assert.Contains("2 messages of 2 topics, 1 with 'Z/'", result.Out, StringComparison.Ordinal);
        Assert.Contains("code 0", result.Out, StringComparison.Ordinal);
        Assert.Contains(" icanon", result.Out, StringComparison.Ordinal);
        Assert.Contains(" echo ", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-w")]
    [InlineData("-w --topics")]
    public async Task A_terminal_that_is_stopped_does_not_keep_it_from_ending(string options)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var terminal = InTerminal($"-b {broker.Address} -t '#' {options}");
        await Until.TrueAsync(() => Shown(terminal).Contains("AGE", StringComparison.Ordinal), "the table");
        var process = int.Parse(
            File.ReadAllText($"/proc/{terminal.Id}/task/{terminal.Id}/children"), CultureInfo.InvariantCulture);

        // What Ctrl-S does, and it is done when this has ended.
        var stopping = await App.Start(
            "/bin/sh", ["-c", $"perl -MPOSIX -e 'tcflow(1, TCOOFF) or die' > /proc/{process}/fd/1"]).ExitAsync();
        Assert.Equal((0, ""), (stopping.Code, stopping.Error));
        Signals.Send(process, "TERM");

        Assert.Equal(0, (await terminal.ExitAsync()).Code);
    }

    [Fact]
    public async Task Topics_in_a_terminal_are_a_table_at_the_end_that_is_no_wider()
    {
        await using var broker = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "door", "-m", new string('x', 200), "-r", "-q", "1"]))
            .ShouldBeSilentSuccess();

        await using var terminal = InTerminal($"-b {broker.Address} -t '#' --topics -C 1 --quiet");
        var lines = (await terminal.ExitAsync()).Out.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("TOPIC  MESSAGES    RATE/s      BYTES  RETAINED LAST", lines[0]);
        Assert.Matches(@"^door          1 +[0-9.]+        200  yes      x{20,}…$", lines[1]);
        Assert.Equal((2, 80), (lines.Length, lines[1].Length));
    }

    [Fact]
    public async Task Topics_in_a_pipe_are_JSON_and_the_end_of_the_time_is_no_failure()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "#", "--topics", "--idle", "4");
        (await App.PublishAsync(["-b", broker.Address, "-t", "b", "-l"], Lines.Sequence(10))).ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-t", "a", "-s"], [0xff, 0xfe])).ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-t", "c", "-n"])).ShouldBeSilentSuccess();

        var result = await subscriber.ExitAsync();
        var topics = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            JsonDocument.Parse(line).RootElement).ToArray();

        Assert.Equal(0, result.Code);
        Assert.Equal(
            [
                """["a",1,2,false,2,null,"//4="]""", """["b",10,11,false,2,"10",null]""",
                """["c",1,0,false,0,null,null]""",
            ],
            topics.Select(topic => "[" + string.Join(',', ((string[])[
                "topic", "messages", "bytes", "retain", "payloadlen", "payload", "payloadBase64"]).Select(key =>
                    topic.TryGetProperty(key, out var value) ? value.GetRawText() : "null")) + "]"));
        Assert.InRange(topics[1].GetProperty("rate").GetDouble(), 0.01, 10.0 / 4);
    }

    [Theory]
    [InlineData("--topics")]
    [InlineData("--message-rate")]
    public async Task What_is_written_at_the_end_and_cannot_be_is_reported(string option)
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] topic = ["-b", broker.Address, "-t", "t"];
        (await App.PublishAsync([.. topic, "-m", "x", "-r", "-q", "1"])).ShouldBeSilentSuccess();

        var result = await App.SubscribeAsync([.. topic, option, "-C", "1", "--output", "/dev/full"]);

        result.ShouldFail(ExitCode.InputOutput, "No space left on device");
    }

    [Theory]
    [InlineData("-v", "leave out the format, or use --json")]
    [InlineData("-N", "leave out the format, or use --json")]
    [InlineData("--output-dir=.", "--output FILE takes the lines")]
    [InlineData("--message-rate", "give one")]
    [InlineData("--exec=cat", "give one")]
    public async Task Topics_with_what_does_not_go_with_them_is_a_usage_error(string option, string hint)
    {
        var result = await InProcess.SubscribeAsync(["-b", "localhost:1", "--topics", option]);

        result.ShouldFail(ExitCode.Usage, "--topics");
        Assert.Contains($"hint: {hint}", result.Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// script gives it a terminal. With exec, for a shell that waits takes the Ctrl-C for its own too (dash does).
    /// </summary>
    static App InTerminal(string args, string? after = null) => App.Start(
        Executables.Installed("script"),
        [
            "-qec",
            $"stty rows 20 cols 80; {(after is null ? "exec " : "")}'{Executables.Subscriber}' {args}"
                + (after is null ? "" : $"; {after}"),
            "/dev/null",
        ]);

    static string Shown(App app) => System.Text.Encoding.UTF8.GetString(app.OutputSoFar);
}
