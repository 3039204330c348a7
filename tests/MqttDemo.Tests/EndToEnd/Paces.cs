using System.Diagnostics;
using System.Text;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>A pace is never exceeded, and what waits for its time holds nothing else up.</summary>
public sealed class Paces
{
    public static TheoryData<string[], string, double> Slow => new()
    {
        { ["-t", "t", "-l", "--rate", "4"], "1\n2\n3\n4\n5\n", 1 },
        { ["-t", "t", "-l", "--rate", "0.8"], "1\n2\n", 1.25 },
        { ["--key-delimiter", ":", "--rate", "4"], "t:1\nt:2\nt:3\n", 0.5 },
        { ["-t", "t", "-m", "x", "--repeat", "5", "--rate", "4"], "", 1 },
        { ["-t", "t", "-n", "--repeat", "3", "--repeat-delay", "0.5"], "", 1 },
        { ["-t", "t", "-s", "--repeat", "3", "--repeat-delay", "0.5"], "x", 1 },
        {
            // An hour in a second; where time goes back nothing waits.
            ["-t", "t", "--json-lines", "--replay-speed", "3600"],
            """
            {"tst":"2026-11-25T01:00:00.000000+0100","payload":"1"}
            {"tst":"2026-11-25T01:00:00Z","payload":"2"}
            {"tst":"2026-11-25T00:30:00.5+00:00","payload":"3"}
            """,
            1
        },
    };

    [Theory]
    [MemberData(nameof(Slow))]
    public async Task A_pace_is_not_exceeded(string[] args, string input, double atLeast)
    {
        await using var broker = await Mosquitto.StartAsync();
        var watch = Stopwatch.StartNew();

        var result = await App.PublishAsync(["-b", broker.Address, "-q", "1", .. args], Encoding.UTF8.GetBytes(input));

        result.ShouldBeSilentSuccess();
        Assert.True(watch.Elapsed.TotalSeconds >= atLeast, $"took {watch.Elapsed.TotalSeconds} s and not {atLeast}");
    }

    [Fact]
    public async Task A_high_rate_is_kept()
    {
        await using var broker = await Mosquitto.StartAsync();
        var watch = Stopwatch.StartNew();

        var result = await App.PublishAsync(
            ["-b", broker.Address, "-t", "t", "-q", "1", "-l", "--rate", "20000", "--stats"], Lines.Sequence(40_000));

        // One message after each wait would take 40 s at least: timers know whole milliseconds.
        Assert.Equal((0, ""), (result.Code, result.Out));
        Assert.Contains(
            "40000 sent, 40000 acknowledged, 0 refused, 0 unfinished", result.Error, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed.TotalSeconds, 40_000 / 20_000.0 * 0.999, 30);
    }

    [Fact]
    public async Task A_replay_does_not_wait_unless_it_is_asked_to()
    {
        await using var broker = await Mosquitto.StartAsync();
        const string input = """
            {"tst":"2020-01-01T00:00:00.000000+0000","topic":"t","payload":"1"}
            {"tst":"2026-01-01T00:00:00.000000+0000","topic":"t","payload":"2"}
            """;

        (await App.PublishAsync(["-b", broker.Address, "-q", "1", "--json-lines"], Encoding.UTF8.GetBytes(input)))
            .ShouldBeSilentSuccess();
    }

    [Fact]
    public async Task A_message_without_its_time_is_reported_in_a_replay()
    {
        await using var broker = await Mosquitto.StartAsync();

        var result = await App.PublishAsync(
            ["-b", broker.Address, "-t", "t", "-q", "1", "--json-lines", "--replay-speed", "1"],
            "{\"payload\":\"1\"}\n{\"tst\":\"yesterday\",\"payload\":\"2\"}\n"u8.ToArray());

        result.ShouldFail(
            ExitCode.Denied,
            "message 1 was not published: it has no 'tst', which --replay-speed needs\n",
            "message 2 was not published: 'tst' must be a time such as 2026-11-25T01:02:03.123456+0100, not 'yesterday'\n0 "
            + "sent, 0 acknowledged, 2 refused");
    }

    [Fact]
    public async Task A_rate_does_not_wait_for_acknowledgements()
    {
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(
            ["-b", broker.Address, "-t", "t", "-q", "1", "-l", "--rate", "500"], Lines.Sequence(20));
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var packets = new List<MqttPublishPacket>();
        while (packets.Count < 20)
        {
            packets.Add(await connection.ReceiveAsync<MqttPublishPacket>());
        }

        foreach (var packet in packets)
        {
            await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = packet.PacketIdentifier });
        }

        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();
        (await publishing).ShouldBeSilentSuccess();
    }

    public static TheoryData<string[], string> Waits => new()
    {
        { ["-l", "--rate", "0.0001"], "1\n2\n" },
        { ["-m", "1", "--repeat", "2", "--repeat-delay", "10000"], "" },
        {
            ["--json-lines", "--replay-speed", "0.5"],
            "{\"tst\":\"2026-01-01T00:00:00Z\",\"payload\":\"1\"}\n{\"tst\":\"2026-01-02T00:00:00Z\",\"payload\":\"2\"}\n"
        },
    };

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task Before_a_wait_everything_is_sent_and_an_interruption_ends_it_at_once(string[] args, string input)
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(["-b", broker.Address, "-t", "t", "-q", "1", .. args]);
        await publisher.TypeAsync(input);
        publisher.Input.Close();
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var first = await connection.ReceiveAsync<MqttPublishPacket>();
        publisher.Signal("INT");
        await publisher.UntilErrorContainsAsync("interrupted: waiting for what is in flight");
        await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = first.PacketIdentifier });
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();

        var result = await publisher.ExitAsync();

        result.ShouldFail(ExitCode.Interrupted, "1 sent, 1 acknowledged, 0 refused, 0 unfinished in ");
    }

    [Fact]
    public async Task A_message_that_is_published_forever_can_be_interrupted()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-C", "100");
        await using var publisher = App.Publisher(
            "-b", broker.Address, "-t", "t", "-m", "x", "--repeat", $"{int.MaxValue}");
        Assert.Equal(0, (await subscriber.ExitAsync()).Code);

        publisher.Signal("TERM");

        (await publisher.ExitAsync()).ShouldFail(ExitCode.Terminated, "interrupted", " refused, 0 unfinished in ");
    }

    [Theory]
    [InlineData("-m", "x", "--repeat", "2", "--repeat-delay", "100000")]
    [InlineData("-m", "x", "--repeat", "2", "--rate", "0.00001")]
    [InlineData("-l", "--rate", "0.00001")]
    [InlineData("-l")]
    public async Task Whatever_the_next_message_waits_for_the_end_of_the_session_is_noticed_at_once(
        params string[] args)
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(["-b", broker.Address, "-V", "5", "-t", "t", "-q", "1", .. args]);
        await publisher.TypeAsync(args is ["-l"] ? "1\n" : "1\n2\n");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var first = await connection.ReceiveAsync<MqttPublishPacket>();
        await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = first.PacketIdentifier });

        await connection.SendAsync(new MqttDisconnectPacket { ReasonCode = MqttDisconnectReasonCode.SessionTakenOver });

        var result = await publisher.ExitAsync();
        result.ShouldFail(
            ExitCode.ConnectionLost, "session taken over", "1 sent, 1 acknowledged, 0 refused, 0 unfinished in ");
    }
}
