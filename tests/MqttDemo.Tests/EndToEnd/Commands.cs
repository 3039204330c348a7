using MqttDemo.Config;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>--exec: a command for each message, which is acknowledged when the command has ended with 0.</summary>
public sealed class Commands : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_bridge_to_a_broker_that_is_away_loses_nothing()
    {
        var port = Ports.Free();
        await using var broker = await Mosquitto.StartAsync();
        await using var bridge = App.Start(
            Executables.Subscriber,
            [
                "-b", broker.Address, "-t", "sensor/#", "-q", "1", "-C", "10", .. App.Kept("bridge"), "--shell",
                "--on-error", "retry",
                "--exec", $"\"$PUBLISHER\" -b localhost:{port} -t \"copy/$MQTT_TOPIC\" -q 1 -s",
            ],
            environment: new Dictionary<string, string> { ["PUBLISHER"] = Executables.Publisher });
        await bridge.UntilErrorContainsAsync("Subscribed to");
        (await App.PublishAsync(["-b", broker.Address, "-t", "sensor/1", "-q", "1", "-l"], Lines.Sequence(10)))
            .ShouldBeSilentSuccess();
        await bridge.UntilErrorContainsAsync("trying again");

        await using var other = App.Subscriber("-b", $"embedded:{port}", "-t", "copy/#", "-q", "1", "-C", "10", "-v");

        Assert.Equal((0, ""), ((await bridge.ExitAsync()).Code, (await bridge.ExitAsync()).Out));
        var copied = await other.ExitAsync();
        Assert.Equal(
            (0, string.Concat(Enumerable.Range(1, 10).Select(i => $"copy/sensor/1 {i}\n"))), (copied.Code, copied.Out));
    }

    [Fact]
    public async Task The_payload_is_on_stdin_and_the_rest_in_the_environment_and_no_password_of_ours_is()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = App.Start(
            Executables.Subscriber,
            [
                "-b", broker.Address, "-t", "a/#", "-q", "1", "-C", "1", "--shell", "--exec",
                "cat; echo; env | grep MQTT_ | sort"
            ],
            environment: new Dictionary<string,
            string>
            { ["MQTT_PASSWORD"] = "secret", ["MQTT_USERNAME"] = "me", ["MQTT_BROKER"] = "nowhere" });
        await subscriber.UntilErrorContainsAsync("Subscribed to");
        await using (var client = await MqttClientConnection.ConnectAsync(broker.Port))
        {
            await client.PublishAsync("a/b c", "hi \"$HOME\"", new(
                PayloadFormatIndicator: true, ResponseTopic: "answers", CorrelationData: [0, 255],
                ContentType: "text/plain", UserProperties: [new("k", "v=1"), new("k", "")]));
        }

        var result = await subscriber.ExitAsync();

        Assert.Equal(
            (0, """
                hi "$HOME"
                MQTT_BROKER=nowhere
                MQTT_CONTENT_TYPE=text/plain
                MQTT_CORRELATION_DATA=hex:00ff
                MQTT_PAYLOAD_FORMAT_INDICATOR=1
                MQTT_PAYLOAD_LENGTH=10
                MQTT_QOS=1
                MQTT_RESPONSE_TOPIC=answers
                MQTT_RETAIN=0
                MQTT_TOPIC=a/b c
                MQTT_USER_PROPERTY_1_NAME=k
                MQTT_USER_PROPERTY_1_VALUE=v=1
                MQTT_USER_PROPERTY_2_NAME=k
                MQTT_USER_PROPERTY_2_VALUE=
                MQTT_USER_PROPERTY_COUNT=2

                """),
            (result.Code, result.Out));
    }

    [Fact]
    public async Task Without_a_shell_a_message_and_a_command_are_taken_as_they_are()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-C", "1", "--exec", "printf '%s|' $HOME 'a b' \"*\"");

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-m", "$(touch x)"])).ShouldBeSilentSuccess();

        var result = await subscriber.ExitAsync();
        Assert.Equal((0, "$HOME|a b|*|"), (result.Code, result.Out));
        Assert.Contains(
            "warning: '$' in --exec has no special meaning without --shell, which runs the command in a shell",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Binary_and_large_payloads_come_whole_and_a_command_need_not_read_them()
    {
        var large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        await using var broker = await Mosquitto.StartAsync();
        await using var cat = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-C", "2", "--exec", "cat");
        await using var deaf = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-C", "2", "--exec", "true");

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-f", folder.File("large", large)]))
            .ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-n"])).ShouldBeSilentSuccess();

        var result = await cat.ExitAsync();
        Assert.Equal(0, result.Code);
        Assert.True(large.AsSpan().SequenceEqual(result.Bytes));
        Assert.Equal((0, ""), ((await deaf.ExitAsync()).Code, (await deaf.ExitAsync()).Out));
    }

    [Fact]
    public async Task A_command_that_fails_ends_the_subscriber_with_8_and_its_message_comes_to_the_next()
    {
        await using var broker = await Mosquitto.StartAsync();
        var session = await FilledAsync(broker, 5);

        var failed = await App.SubscribeAsync([.. session, "--shell", "--exec", "read x; echo $x; test $x != 3"]);

        Assert.Equal(((int)ExitCode.CommandFailed, "1\n2\n3\n"), (failed.Code, failed.Out));
        Assert.Contains(
            "error: the command for a message on t ended with exit code 1; the message is not acknowledged\nhint: "
            + "--on-error",
            failed.Error, StringComparison.Ordinal);
        Assert.Equal("3\n4\n5\n", (await App.SubscribeAsync([.. session, "-C", "3"])).Out);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Killed_while_a_command_runs_the_message_comes_to_the_next_and_what_was_done_does_not(string qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        var session = await FilledAsync(broker, 4, qos);
        await using var killed = App.Start(
            Executables.Subscriber, [
                .. session, "--shell", "--exec",
                "read x; test $x != 3 || { echo $$ > pid.new; mv pid.new pid; exec sleep 600; }"
            ], folder: folder.Path);
        var command = await CommandAsync();

        killed.Signal("KILL");
        await Until.TrueAsync(() => killed.HasExited, "the end of the subscriber");
        Signals.Send(command, "KILL");

        Assert.Equal("3\n4\n", (await App.SubscribeAsync([.. session, "-C", "2"])).Out);
    }

    [Fact]
    public async Task Interrupted_it_waits_for_the_command_that_runs_and_acknowledges_its_message_only()
    {
        await using var broker = await Mosquitto.StartAsync();
        var session = await FilledAsync(broker, 3);
        await using var subscriber = App.Start(
            Executables.Subscriber,
            [.. session, "--shell", "--exec", "touch started; until test -e go; do sleep 0.05; done; cat"],
            folder: folder.Path);
        await Until.TrueAsync(() => File.Exists(folder.File("started")), "the first command");
        subscriber.Signal("INT");
        await subscriber.UntilErrorContainsAsync(
            "Waiting for the commands that are running; interrupt again to leave them running");
        folder.File("go", "");

        var result = await subscriber.ExitAsync();

        Assert.Equal((0, "1"), (result.Code, result.Out));
        Assert.Equal("2\n3\n", (await App.SubscribeAsync([.. session, "-C", "2"])).Out);
    }

    [Fact]
    public async Task Interrupted_twice_it_ends_at_once_and_the_message_comes_to_the_next()
    {
        await using var broker = await Mosquitto.StartAsync();
        var session = await FilledAsync(broker, 1);
        await using var subscriber = App.Start(
            Executables.Subscriber,
            [.. session, "--shell", "--exec", "echo $$ > pid.new; mv pid.new pid; exec sleep 600"],
            folder: folder.Path);
        var command = await CommandAsync();
        subscriber.Signal("INT");
        await subscriber.UntilErrorContainsAsync("Waiting for the commands");

        subscriber.Signal("TERM");
        await Until.TrueAsync(() => subscriber.HasExited, "the end of the subscriber");

        Signals.Send(command, "KILL");
        Assert.Equal(130, (await subscriber.ExitAsync()).Code);
        Assert.Equal("1\n", (await App.SubscribeAsync([.. session, "-C", "1"])).Out);
    }

    [Theory]
    [
        InlineData(
            "skip", "read x; test $x != 2 && echo $x", "1\n3\n",
            "warning: the command for a message on t ended with exit code 1: skipped\n")]
    [InlineData(
        "retry", "read x; echo $x; test $x != 2 || { echo >> tries; test $(wc -l < tries) -ge 3; }", "1\n2\n2\n2\n3\n",
        "ended with exit code 1; trying again in 0.")]
    public async Task A_command_that_fails_is_skipped_or_run_again_as_asked_in_order_and_everything_is_acknowledged(
        string onError, string command, string expected, string told)
    {
        await using var broker = await Mosquitto.StartAsync();
        var session = await FilledAsync(broker, 3);
        await using var subscriber = App.Start(
            Executables.Subscriber, [.. session, "-C", "3", "--on-error", onError, "--shell", "--exec", command],
            folder: folder.Path);

        var result = await subscriber.ExitAsync();

        Assert.Equal((0, expected), (result.Code, result.Out));
        Assert.Contains(told, result.Error, StringComparison.Ordinal);
        await ShouldBeEmptyAsync(broker, session);
    }

    [Fact]
    public async Task Nothing_is_tried_again_when_the_session_is_over_for_good()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-V", "5", "-t", "t", "-q", "1", "--on-error", "retry", "--exec", "false");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.GrantAsync(MqttSubscribeReasonCode.GrantedQoS1);
        await connection.PublishAsync("1", MqttQualityOfServiceLevel.AtLeastOnce, 1);
        await connection.PublishAsync("2", MqttQualityOfServiceLevel.AtLeastOnce, 2);
        await subscriber.UntilErrorContainsAsync("trying again");

        await connection.SendAsync(new MqttDisconnectPacket { ReasonCode = MqttDisconnectReasonCode.SessionTakenOver });

        (await subscriber.ExitAsync()).ShouldFail(ExitCode.ConnectionLost, "session taken over");
    }

    [Fact]
    public async Task Jobs_run_at_once_and_what_is_done_behind_one_that_fails_is_not_acknowledged()
    {
        await using var broker = await Mosquitto.StartAsync();
        var session = await FilledAsync(broker, 4);
        await using var subscriber = App.Start(
            Executables.Subscriber,
            [
                .. session, "--jobs", "4", "--shell", "--exec",
                "read x; touch job$x; until test -e job1 -a -e job2 -a -e job3 -a -e job4; do sleep 0.05; done; case "
                + "$x in 2) until test -e go; do sleep 0.05; done; exit 9;; *) touch done$x;; esac"
            ],
            folder: folder.Path);
        await Until.TrueAsync(
            () => ((int[])[1, 3, 4]).All(number => File.Exists(folder.File($"done{number}"))), "the others to be done");
        folder.File("go", "");

        var result = await subscriber.ExitAsync();

        Assert.Equal((int)ExitCode.CommandFailed, result.Code);
        Assert.Contains("ended with exit code 9", result.Error, StringComparison.Ordinal);
        // They come in order of receipt: MQTT has no other acknowledgement.
        Assert.Equal("2\n3\n4\n", (await App.SubscribeAsync([.. session, "-C", "3"])).Out);
    }

    [Fact]
    public async Task Properties_that_no_environment_can_hold_are_a_failure_of_that_message_only()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-q", "1", "-C", "2", "--exec", "cat", "--on-error", "skip");
        await using (var client = await MqttClientConnection.ConnectAsync(broker.Port))
        {
            await client.PublishAsync(
                "t", "huge", new(
                    UserProperties: [
                        .. Enumerable.Range(0, 60).Select(_ => new UserProperty("k", new string('x', 60_000)))]));
            await client.PublishAsync("t", "small");
        }

        var result = await subscriber.ExitAsync();

        Assert.Equal((0, "small"), (result.Code, result.Out));
        Assert.Contains("could not be started: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_not_there_ends_with_7_before_anything_is_connected()
    {
        await using var broker = new ScriptedBroker();
        var plain = folder.File("plain", "no program");

        (await App.SubscribeAsync("-b", broker.Address, "--exec", "no-such-command")).ShouldFail(
            ExitCode.InputOutput, "the command 'no-such-command' was not found", "hint: it is looked up in PATH");
        (await App.SubscribeAsync("-b", broker.Address, "--exec", $"'{plain}' x")).ShouldFail(
            ExitCode.InputOutput, "cannot be run: it is not executable");
        var missing = await App.SubscribeAsync("-b", broker.Address, "--exec", "./work.sh");
        missing.ShouldFail(
            ExitCode.InputOutput,
            $"the command './work.sh' was not found: there is no file {Path.GetFullPath("./work.sh")}\n");
        Assert.DoesNotContain("PATH", missing.Error, StringComparison.Ordinal);
        (await App.SubscribeAsync("-b", broker.Address, "--exec", folder.Path)).ShouldFail(
            ExitCode.InputOutput, "cannot be run: it is a folder");

        Assert.True(broker.IsQuiet);
    }

    [Fact]
    public async Task The_programs_of_the_working_directory_are_not_taken_for_those_of_the_path()
    {
        await using var broker = new ScriptedBroker();
        File.SetUnixFileMode(folder.File("innocent", "#!/bin/sh\n"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var subscriber = App.Start(
            Executables.Subscriber, ["-b", broker.Address, "--exec", "innocent"], folder: folder.Path);

        (await subscriber.ExitAsync()).ShouldFail(
            ExitCode.InputOutput, "the command 'innocent' is not in PATH",
            "hint: the file of that name in this folder is ./innocent");
    }

    [Theory]
    [InlineData("$SIG{CHLD} = 'IGNORE'")]
    [InlineData("sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGCHLD))")]
    public async Task The_end_of_a_command_is_seen_whatever_the_subscriber_inherits_from_its_parent(string before)
    {
        await using var broker = await Mosquitto.StartAsync();
        var session = await FilledAsync(broker, 2);
        await using var subscriber = Perl.Start(
            before, Executables.Subscriber, [.. session, "-C", "2", "--exec", "cat"]);

        Assert.Equal((0, "12"), ((await subscriber.ExitAsync()).Code, (await subscriber.ExitAsync()).Out));
        await ShouldBeEmptyAsync(broker, session);
    }

    [Fact]
    public async Task A_command_gets_SIGPIPE_as_a_shell_gives_it_and_one_that_reads_nothing_does_no_harm()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "t", "-C", "2", "--exec",
            "bash -c 'exec <&-; yes | head -1 > /dev/null; echo ${PIPESTATUS[0]}'");

        (
            await App.PublishAsync(
                ["-b", broker.Address, "-t", "t", "-f", folder.File("large", new byte[1_000_000]), "--repeat", "2"]))
            .ShouldBeSilentSuccess();

        // 128 and the number of the signal.
        Assert.Equal((0, "141\n141\n"), ((await subscriber.ExitAsync()).Code, (await subscriber.ExitAsync()).Out));
    }

    /// <summary>A kept session in which the messages 1, 2, 3... wait; its options.</summary>
    static async Task<string[]> FilledAsync(Mosquitto broker, int count, string qos = "1")
    {
        string[] session = ["-b", broker.Address, "-t", "t", "-q", qos, .. App.Kept("worker")];
        Assert.Equal(0, (await App.SubscribeAsync([.. session, "-E"])).Code);
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", qos, "-l"], Lines.Sequence(count)))
            .ShouldBeSilentSuccess();
        return session;
    }

    /// <summary>The process id of the command, when it has written it down.</summary>
    async Task<int> CommandAsync()
    {
        await Until.TrueAsync(() => File.Exists(folder.File("pid")), "the command");
        return int.Parse(
            await File.ReadAllTextAsync(folder.File("pid"), TestContext.Current.CancellationToken),
            System.Globalization.CultureInfo.InvariantCulture);
    }

    static async Task ShouldBeEmptyAsync(Mosquitto broker, string[] session)
    {
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-m", "next"])).ShouldBeSilentSuccess();
        Assert.Equal("next\n", (await App.SubscribeAsync([.. session, "-C", "1"])).Out);
    }
}
