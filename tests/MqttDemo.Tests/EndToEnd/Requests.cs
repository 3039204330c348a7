using System.Text;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>publisher request: what mosquitto_rr does, and only replies to the request are taken for replies.</summary>
public sealed class Requests
{
    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_request_is_answered(string qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var responder = await App.SubscribedAsync("-b", broker.Address, "-t", "ask", "-q", qos, "--exec", "cat", "--reply");

        var reply = await App.PublishAsync(["request", "-b", broker.Address, "-t", "ask", "-q", qos, "-m", "what?", "-W", "60"]);

        Assert.Equal((0, "what?\n", ""), (reply.Code, reply.Out, reply.Error));
    }

    [Fact]
    public async Task Ours_and_mosquitto_rr_print_the_same()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var responder = await App.SubscribedAsync("-b", broker.Address, "-t", "ask", "-q", "1", "--exec", "cat", "--reply");
        foreach (var args in (string[][])[["-m", "x"], ["-n", "-v"], ["-m", "x", "-v"], ["-m", "a b", "-N"], ["-m", "x", "-F", "%t %p %q"], ["-m", "x", "-q", "1"]])
        {
            await using var theirs = App.Start(Executables.Installed("mosquitto_rr"), ["-p", $"{broker.Port}", "-t", "ask", "-e", "answer", .. args]);
            var expected = await theirs.ExitAsync();

            var ours = await App.PublishAsync(["request", "-b", broker.Address, "-t", "ask", "-e", "answer", .. args]);

            Assert.Equal((expected.Code, expected.Out, ""), (ours.Code, ours.Out, ours.Error));
        }
    }

    [Fact]
    public async Task Only_messages_with_its_correlation_data_are_replies_and_as_many_as_were_asked_for()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("request", "-b", broker.Address, "-t", "ask", "-m", "x", "-q", "1", "-C", "2", "--latency");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var (topic, request) = await AskedAsync(connection);
        Assert.Equal((request.ResponseTopic, 16, "x"), (topic, request.CorrelationData.Length, Encoding.UTF8.GetString(request.Payload)));
        await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = request.PacketIdentifier });
        await ReplyAsync(connection, topic, "none", null);
        await ReplyAsync(connection, topic, "other", [1, 2, 3]);
        await ReplyAsync(connection, topic, "first", request.CorrelationData);
        await ReplyAsync(connection, topic, "second", request.CorrelationData);
        await ReplyAsync(connection, topic, "third", request.CorrelationData);

        await EndAsync(connection);
        var result = await publisher.ExitAsync();
        Assert.Equal((0, "first\nsecond\n"), (result.Code, result.Out));
        Assert.Matches($@"^publisher: warning: a message to {topic} is not a reply to this request: it has no correlation data\n.*it has other correlation data\nthe first reply took \d+\.\d+ ms\n$", result.Error);
    }

    [Theory]
    [InlineData("reserved/for/me", "^reserved/for/me/reply$")]
    [InlineData("not/+/a/topic", "^reply/[0-9a-f]{32}$")]
    [InlineData(null, "^reply/[0-9a-f]{32}$")]
    public async Task Replies_go_to_a_topic_of_our_own_below_what_the_broker_has_reserved(string? reserved, string expected)
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("request", "-b", broker.Address, "-i", "a+b", "-t", "ask", "--correlation-data", "hex:0102", "-n");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.ResponseInformation = reserved);
        Assert.True(connection.Connect!.RequestResponseInformation);

        var (topic, request) = await AskedAsync(connection);
        await ReplyAsync(connection, topic, "done", [1, 2]);

        Assert.Matches(expected, topic);
        Assert.Equal((topic, "0102"), (request.ResponseTopic, Convert.ToHexString(request.CorrelationData)));
        await EndAsync(connection);
        Assert.Equal((0, "done\n"), ((await publisher.ExitAsync()).Code, (await publisher.ExitAsync()).Out));
    }

    [Fact]
    public async Task Before_MQTT_5_whatever_comes_to_the_topic_is_a_reply()
    {
        await using var broker = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "answer", "-m", "stale", "-r", "-q", "1"])).ShouldBeSilentSuccess();
        string[] request = ["request", "-V", "311", "-b", broker.Address, "-t", "ask", "-e", "answer", "-m", "x"];

        var stale = await App.PublishAsync(request);
        Assert.Equal((0, "stale\n", ""), (stale.Code, stale.Out, stale.Error));
        var none = await App.PublishAsync([.. request, "-R", "-W", "0.5"]);
        Assert.Equal((27, "", "publisher: error: 0 of 1 replies came within 0.5 s\n"), (none.Code, none.Out, none.Error));
    }

    [Fact]
    public async Task A_request_that_is_refused_is_not_waited_for()
    {
        await using var broker = await Mosquitto.StartForbiddingAsync();

        (await App.PublishAsync(["request", "-b", broker.Address, "-t", "ask", "-m", "x", "-q", "1"])).ShouldFail(ExitCode.Denied, "the request was not published, so there will be no reply");
    }

    [Fact]
    public async Task A_silent_broker_does_not_hold_up_the_end()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("request", "-b", broker.Address, "-t", "ask", "-m", "x", "-W", "0.5", "-k", "600");
        await AskedAsync(await (await broker.AcceptAsync()).HandshakeAsync());
        var since = System.Diagnostics.Stopwatch.GetTimestamp();

        var result = await publisher.ExitAsync();

        Assert.Equal((27, "", "publisher: error: 0 of 1 replies came within 0.5 s\n"), (result.Code, result.Out, result.Error));
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(since).TotalSeconds, 0, 60);
    }

    [Fact]
    public async Task A_request_at_QoS_0_that_was_on_its_way_when_the_connection_broke_is_told()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("request", "-b", broker.Address, "-t", "ask", "-m", "x", "-e", "answer");
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        await AskedAsync(first);
        first.Cut();
        var second = await (await broker.AcceptAsync()).HandshakeAsync();
        await EndAsync(second);

        var result = await publisher.ExitAsync();
        Assert.Equal((6, ""), (result.Code, result.Out));
        Assert.Contains("the request may not have arrived", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_to_the_topic_of_its_replies_is_no_reply_to_itself()
    {
        await using var broker = await Mosquitto.StartAsync();

        var result = await App.PublishAsync(["request", "-b", broker.Address, "-t", "same", "-e", "same", "-m", "x", "-W", "0.5"]);

        Assert.Equal((27, ""), (result.Code, result.Out));
    }

    [Theory]
    [InlineData("--reply-topic and --response-topic are the same", "-e", "a", "--response-topic", "b")]
    [InlineData("before MQTT 5 nobody can be told where to answer", "-V", "311")]
    public async Task What_cannot_be_asked_is_told_before_anything_is_connected(string expected, params string[] args) =>
        (await App.PublishAsync(["request", "-b", "localhost:1", "-t", "ask", "-m", "x", .. args])).ShouldFail(ExitCode.Usage, expected);

    [Fact]
    public async Task An_interrupted_request_ends_with_130()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("request", "-b", broker.Address, "-t", "ask", "-m", "x");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await AskedAsync(connection);

        publisher.Signal("INT");
        await EndAsync(connection);

        Assert.Equal((130, ""), ((await publisher.ExitAsync()).Code, (await publisher.ExitAsync()).Out));
    }

    [Theory]
    [InlineData("-C", "0", "--count takes a whole number from 1")]
    [InlineData("-e", "a/#", "no reply can be published to 'a/#'")]
    [InlineData("-W", "0", "--timeout takes more than 0")]
    public async Task A_mistake_is_told_before_anything_is_connected(string option, string value, string expected) =>
        (await App.PublishAsync(["request", "-b", "localhost:1", "-t", "ask", "-m", "x", option, value])).ShouldFail(ExitCode.Usage, expected);

    /// <summary>Plays the broker up to the request.</summary>
    static async Task<(string Topic, MqttPublishPacket Request)> AskedAsync(ScriptedConnection connection)
    {
        var subscribe = await connection.ReceiveAsync<MqttSubscribePacket>();
        await connection.SendAsync(new MqttSubAckPacket { PacketIdentifier = subscribe.PacketIdentifier, ReasonCodes = [(MqttSubscribeReasonCode)subscribe.TopicFilters[0].QualityOfServiceLevel] });
        return (subscribe.TopicFilters[0].Topic, await connection.ReceiveAsync<MqttPublishPacket>());
    }

    static Task ReplyAsync(ScriptedConnection connection, string topic, string payload, byte[]? correlation) => connection.SendAsync(new MqttPublishPacket
    {
        Topic = topic,
        PayloadSegment = Encoding.UTF8.GetBytes(payload),
        CorrelationData = correlation,
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtMostOnce,
    });

    /// <summary>Answers what is still to be answered until the client says goodbye.</summary>
    static async Task EndAsync(ScriptedConnection connection)
    {
        for (var packet = await connection.ReceiveAsync(); packet is not (null or MqttDisconnectPacket); packet = await connection.ReceiveAsync())
        {
            if (packet is MqttPingReqPacket)
            {
                await connection.SendAsync(MqttPingRespPacket.Instance);
            }
        }

        connection.Close();
    }
}
