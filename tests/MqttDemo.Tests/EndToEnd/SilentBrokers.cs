using System.Text;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// A broker that stands and says nothing: one signal, or the time that was given, ends the programs all the same, and
/// they say what is open.
/// </summary>
public sealed class SilentBrokers
{
    /// <summary>
    /// Such a broker is given up after one and a half times the keep-alive: longer than a test has patience.
    /// </summary>
    static readonly string[] Patient = ["-k", "1000"];

    [Theory]
    [Trait("Length", "long")]
    [InlineData("0", "TERM", 143)]
    [InlineData("1", "INT", 130)]
    [InlineData("1", "HUP", 129)]
    [InlineData("2", "TERM", 143)]
    public async Task One_signal_ends_a_publisher_that_says_what_is_not_acknowledged(
        string qos, string signal, int code)
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(
            ["-b", broker.Address, "-t", "t", "-q", qos, "-m", "x", "--drain-timeout", "0.5", .. Patient]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttPublishPacket>();

        publisher.Signal(signal);

        var result = await publisher.ExitAsync();
        Assert.Equal((code, ""), (result.Code, result.Out));
        Assert.Contains(
            "interrupted: waiting for what is in flight, at most 0.5 s; interrupt again to give it up\n", result.Error,
            StringComparison.Ordinal);
        Assert.Contains(
            qos == "0"
                ? "error: 1 message at QoS 0 may not have arrived: the broker has not answered within 0.5 s\n1 sent, 0 "
                    + "acknowledged, 0 refused, 0 unfinished in "
                : "error: 1 message may not have arrived: the broker has not acknowledged it within 0.5 s\n1 sent, 0 "
                    + "acknowledged, 0 refused, 1 unfinished in ",
            result.Error,
            StringComparison.Ordinal);
        Assert.IsType<MqttDisconnectPacket>(await LastAsync(connection));
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task What_has_not_been_sent_when_a_signal_comes_is_neither_sent_nor_counted()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(
            ["-b", broker.Address, "-t", "t", "-q", "1", "-l", "--drain-timeout", "0.5", .. Patient]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.ReceiveMaximum = 1);
        await publisher.TypeAsync("a\nb\nc\nd\n");
        await connection.ReceiveAsync<MqttPublishPacket>();

        publisher.Signal("INT");

        var result = await publisher.ExitAsync();
        Assert.Equal((130, ""), (result.Code, result.Out));
        Assert.Contains(
            "\n1 sent, 0 acknowledged, 0 refused, 1 unfinished in ", result.Error, StringComparison.Ordinal);
        Assert.IsType<MqttDisconnectPacket>(await LastAsync(connection));
    }

    [Fact]
    public async Task One_signal_ends_a_publisher_that_waits_for_its_input_too()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(
            ["-b", broker.Address, "-t", "t", "-q", "1", "-l", "--drain-timeout", "0.5", .. Patient]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await publisher.TypeAsync("a\nb\n");
        await connection.ReceiveAsync<MqttPublishPacket>();
        await connection.ReceiveAsync<MqttPublishPacket>();

        publisher.Signal("TERM");

        var result = await publisher.ExitAsync();
        Assert.Equal((143, ""), (result.Code, result.Out));
        Assert.Contains(
            "2 messages may not have arrived: the broker has not acknowledged them within 0.5 s\n2 sent, 0 "
            + "acknowledged",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once_with_its_summary()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(
            ["-b", broker.Address, "-t", "t", "-q", "2", "-m", "x", "--drain-timeout", "1000", .. Patient]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttPublishPacket>();
        publisher.Signal("INT");
        await publisher.UntilErrorContainsAsync("interrupted: ");

        publisher.Signal("TERM");

        var result = await publisher.ExitAsync();
        Assert.Equal((130, ""), (result.Code, result.Out));
        Assert.Contains(
            "1 message may not have arrived: the broker has not acknowledged it before it was interrupted again\n1 "
            + "sent, 0 acknowledged, 0 refused, 1 unfinished in ",
            result.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_that_comes_twice_at_once_as_from_timeout_is_one_signal()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Start(
            "timeout",
            [
                "2", Executables.Publisher, "-b", broker.Address, "-t", "t", "-q", "1", "-m", "x", "--drain-timeout",
                "0.5", .. Patient
            ]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttPublishPacket>();

        // timeout(1) signals the process, and then its group.
        var result = await publisher.ExitAsync();

        Assert.Equal((124, ""), (result.Code, result.Out));
        Assert.Contains(
            "the broker has not acknowledged it within 0.5 s\n1 sent", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task One_signal_ends_a_publisher_that_is_not_connected_yet(string signal, int code)
    {
        var accepted = new TaskCompletionSource();
        await using var server = new ScriptedServer(async (_, cancellationToken) =>
        {
            accepted.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        await using var publisher = App.Publisher(
            "-b", $"localhost:{server.Port}", "-t", "t", "-m", "x", "--connect-timeout", "1000");
        await accepted.Task;

        publisher.Signal(signal);

        var result = await publisher.ExitAsync();
        Assert.Equal((code, ""), (result.Code, result.Out));
        Assert.Contains(
            "\n0 sent, 0 acknowledged, 0 refused, 0 unfinished in ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_signal_ends_a_publisher_whose_stderr_nobody_reads()
    {
        using var folder = new TemporaryFolder();
        await using var broker = new ScriptedBroker();
        // A pipe holds 64 KiB, and is full.
        const string script = "mkfifo pipe; exec 3<>pipe; head -c 65536 /dev/zero >&3; exec \"$0\" \"$@\" 2>&3";
        await using var publisher = App.Start(
            "bash",
            [
                "-c", script, Executables.Publisher, "-b", broker.Address, "-t", "t", "-q", "1", "-m", "x",
                "--drain-timeout", "0.5", .. Patient
            ],
            folder: folder.Path);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttPublishPacket>();

        publisher.Signal("TERM");

        Assert.Equal((143, ""), ((await publisher.ExitAsync()).Code, (await publisher.ExitAsync()).Out));
    }

    [Fact]
    public async Task A_signal_that_the_parent_process_ignores_stays_ignored()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var publisher = App.Start(
            "bash", [
                "-c", "trap '' HUP; exec \"$0\" \"$@\"", Executables.Publisher, "-b", broker.Address, "-t", "t", "-q",
                "1", "-l", "--stats"]);
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-C", "2");
        await publisher.TypeAsync("a\n");
        await Until.TrueAsync(() => subscriber.OutputSoFar.Length > 0, "the first message");

        publisher.Signal("HUP");

        var result = await publisher.FinishAsync("b\n"u8.ToArray());
        Assert.Equal((0, "a\nb\n"), (result.Code, (await subscriber.ExitAsync()).Out));
        Assert.StartsWith("2 sent, 2 acknowledged", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Length", "long")]
    [
        InlineData(
            "error: 1 message at QoS 0 may not have arrived: the broker has not answered within the 5 s of "
            + "--timeout\n1 sent",
            "-q", "0", "-m", "x")]
    [
        InlineData(
            "error: 1 message may not have arrived: the broker has not acknowledged it within the 5 s of --timeout\n1 "
            + "sent",
            "-q", "1", "-m", "x")]
    [InlineData("has not acknowledged it within the 5 s of --timeout\n1 sent", "-q", "2", "-m", "x")]
    [InlineData("0 sent", "-l")]
    [
        InlineData(
            "has not acknowledged it within the 5 s of --timeout\n1 sent", "-q", "1", "-m", "x", "--repeat", "2",
            "--repeat-delay", "1000")]
    [
        InlineData(
            "has not acknowledged it within the 5 s of --timeout\n1 sent", "-q", "1", "-m", "x", "--repeat", "2", "-M",
            "1")]
    public async Task The_time_that_was_given_ends_a_publisher_whatever_it_waits_for(
        string expected, params string[] args)
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(["-b", broker.Address, "-t", "t", "-W", "5", .. args, .. Patient]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();

        var result = await publisher.ExitAsync();

        Assert.Equal((27, ""), (result.Code, result.Out));
        Assert.Contains($"{expected}, 0 acknowledged", result.Error, StringComparison.Ordinal);
        Assert.IsType<MqttDisconnectPacket>(await LastAsync(connection));
    }

    [Theory]
    [InlineData("-s")]
    [InlineData("-f", "pipe")]
    [InlineData("-l", "-f", "pipe")]
    [InlineData("request", "-s")]
    public async Task The_time_that_was_given_and_a_signal_end_a_publisher_whose_input_does_not_come(
        params string[] args)
    {
        using var folder = new TemporaryFolder();
        await using var broker = new ScriptedBroker();
        string[] all = [
            .. args.Take(args[0] == "request" ? 1 : 0), "-b", broker.Address, "-t", "t",
            .. args.Skip(args[0] == "request" ? 1 : 0)];
        const string script = "mkfifo pipe; exec \"$0\" \"$@\"";
        await using var late = App.Start(
            "bash", ["-c", script, Executables.Publisher, .. all, "-W", "1"], folder: folder.Path);
        Assert.Equal((27, ""), ((await late.ExitAsync()).Code, (await late.ExitAsync()).Out));
        Assert.Matches("0 sent, 0 acknowledged|0 of 1 replies came within 1 s", late.Error);

        await using var interrupted = App.Start(
            "bash", ["-c", $"rm pipe; {script}", Executables.Publisher, .. all, "--debug"], folder: folder.Path);
        await Until.TrueAsync(() => interrupted.ThreadNames.Contains("input"), "the read");
        interrupted.Signal("TERM");
        Assert.Equal((143, ""), ((await interrupted.ExitAsync()).Code, (await interrupted.ExitAsync()).Out));
        Assert.True(broker.IsQuiet);
    }

    [Fact]
    public async Task A_time_that_runs_out_when_the_broker_has_everything_changes_nothing()
    {
        await using var broker = await Mosquitto.StartAsync();

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "2", "-m", "x", "-W", "60"]))
            .ShouldBeSilentSuccess();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_broker_that_forgets_an_acknowledgement_is_reported_after_a_while()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("-b", broker.Address, "-t", "t", "-q", "1", "-l", "-k", "5");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await publisher.TypeAsync("a\nb\n");
        var forgotten = await connection.ReceiveAsync<MqttPublishPacket>();
        await connection.SendAsync(
            new MqttPubAckPacket
            {
                PacketIdentifier = (await connection.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier,
            });

        while (!publisher.Error.Contains("has not acknowledged", StringComparison.Ordinal))
        {
            await connection.ReceiveAsync<MqttPingReqPacket>();
            await connection.SendAsync(MqttPingRespPacket.Instance);
        }

        await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = forgotten.PacketIdentifier });
        publisher.Input.Close();
        await AnswerPingsAsync(connection);
        var result = await publisher.ExitAsync();
        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Matches(
            @"^publisher: warning: the broker has not acknowledged 1 message for 3\d s, though the connection stands\n$",
            result.Error);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_subscriber_whose_answer_is_not_acknowledged_says_so_and_does_not_end_with_0(string signal)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            [
                "-b", broker.Address, "-V", "5", "-t", "t", "-q", "1", "--exec", "cat", "--reply", "--drain-timeout",
                "0.5", .. Patient
            ]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.GrantAsync(MqttSubscribeReasonCode.GrantedQoS1);
        await connection.SendAsync(new MqttPublishPacket
        {
            Topic = "t",
            ResponseTopic = "answers",
            PayloadSegment = "x"u8.ToArray(),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            PacketIdentifier = 1,
        });
        Assert.Equal("x", Encoding.UTF8.GetString((await connection.ReceiveAsync<MqttPublishPacket>()).Payload));
        await connection.ReceiveAsync<MqttPubAckPacket>();

        subscriber.Signal(signal);

        (await subscriber.ExitAsync()).ShouldFail(
            ExitCode.ConnectionLost,
            "subscriber: error: 1 of the messages published here may not have arrived: the broker has not acknowledged "
            + "them within 0.5 s\n");
    }

    /// <summary>It has a thread for its input: the command line has been read, and nothing is connected.</summary>
    static async Task AnswerPingsAsync(ScriptedConnection connection)
    {
        for (
            var packet =
                await connection.ReceiveAsync(); packet is MqttPingReqPacket; packet = await connection.ReceiveAsync())
        {
            await connection.SendAsync(MqttPingRespPacket.Instance);
        }

        connection.Close();
    }

    static async Task<MqttPacket?> LastAsync(ScriptedConnection connection)
    {
        MqttPacket? last = null;
        for (var packet = await connection.ReceiveAsync(); packet is not null; packet = await connection.ReceiveAsync())
        {
            last = packet;
        }

        return last;
    }
}
