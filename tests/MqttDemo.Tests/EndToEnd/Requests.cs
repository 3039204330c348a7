using System.Text;
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
        await using var responder = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "ask", "-q", qos, "--exec", "cat", "--reply");

        var reply = await App.PublishAsync(
            ["request", "-b", broker.Address, "-t", "ask", "-q", qos, "-m", "what?", "-W", "60"]);

        Assert.Equal((0, "what?\n", ""), (reply.Code, reply.Out, reply.Error));
    }

    [Fact]
    public async Task Ours_and_mosquitto_rr_print_the_same()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var responder = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "ask", "-q", "1", "--exec", "cat", "--reply");
        foreach (
            var args in (string[][])[
                ["-m", "x"], ["-n", "-v"], ["-m", "x", "-v"], ["-m", "a b", "-N"], ["-m", "x", "-F", "%t %p %q"],
                ["-m", "x", "-q", "1"]])
        {
            await using var theirs = App.Start(
                Executables.Installed("mosquitto_rr"), ["-p", $"{broker.Port}", "-t", "ask", "-e", "answer", .. args]);
            var expected = await theirs.ExitAsync();

            var ours = await App.PublishAsync(["request", "-b", broker.Address, "-t", "ask", "-e", "answer", .. args]);

            Assert.Equal((expected.Code, expected.Out, ""), (ours.Code, ours.Out, ours.Error));
        }
    }

    [Fact]
    public async Task Only_messages_with_its_correlation_data_are_replies_and_as_many_as_were_asked_for()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(
            "request", "-b", broker.Address, "-t", "ask", "-m", "x", "-q", "1", "-C", "2", "--latency");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var (topic, request) = await AskedAsync(connection);
        Assert.Equal(
            (request.ResponseTopic, 16, "x"),
            (topic, request.CorrelationData.Length, Encoding.UTF8.GetString(request.Payload)));
        await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = request.PacketIdentifier });
        await ReplyAsync(connection, topic, "none", null);
        await ReplyAsync(connection, topic, "other", [1, 2, 3]);
        await ReplyAsync(connection, topic, "first", request.CorrelationData);
        await ReplyAsync(connection, topic, "second", request.CorrelationData);
        await ReplyAsync(connection, topic, "third", request.CorrelationData);

        await EndAsync(connection);
        var result = await publisher.ExitAsync();
        Assert.Equal((0, "first\nsecond\n"), (result.Code, result.Out));
        Assert.Matches(
            $@"^publisher: warning: a message to {topic} is not a reply to this request: it has no correlation data\n.*it has other correlation data\nthe first reply took \d+\.\d+ ms\n$",
            result.Error);
    }

    [Fact]
    public async Task A_reply_that_comes_again_because_its_acknowledgement_was_lost_counts_once()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(
            "request", "-b", broker.Address, "-t", "ask", "-m", "x", "-q", "1", "-C", "2");
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        var (topic, request) = await AskedAsync(first);
        await first.SendAsync(new MqttPubAckPacket { PacketIdentifier = request.PacketIdentifier });
        await first.SendAsync(Reply("one", 1, dup: false));
        Assert.Equal(1, (await first.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        first.Cut();
        var second = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.IsSessionPresent = true);
        await second.GrantAsync(MqttSubscribeReasonCode.GrantedQoS1);
        await second.SendAsync(Reply("one", 1, dup: true));
        Assert.Equal(1, (await second.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await second.SendAsync(Reply("two", 2, dup: false));

        Assert.Equal(2, (await second.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await EndAsync(second);
        var result = await publisher.ExitAsync();
        Assert.Equal((0, "one\ntwo\n"), (result.Code, result.Out));

        MqttPublishPacket Reply(string text, ushort identifier, bool dup) => new()
        {
            Topic = topic,
            PayloadSegment = Encoding.UTF8.GetBytes(text),
            CorrelationData = request.CorrelationData,
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            PacketIdentifier = identifier,
            Dup = dup,
        };
    }

    [Fact]
    public async Task On_a_topic_that_the_user_has_chosen_a_message_without_correlation_data_is_a_reply_as_a_client_of_3_1_1_sends_it()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(
            "request", "-b", broker.Address, "-t", "ask", "-m", "x", "-q", "1", "-e", "answers");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var (topic, request) = await AskedAsync(connection);
        await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = request.PacketIdentifier });
        await ReplyAsync(connection, topic, "other", [1, 2, 3]);
        await ReplyAsync(connection, topic, "none", null);

        await EndAsync(connection);
        var result = await publisher.ExitAsync();
        Assert.Equal((0, "none\n"), (result.Code, result.Out));
        Assert.Equal(
            "publisher: warning: a message to answers is not a reply to this request: it has other correlation data\n",
            result.Error);
    }

    [Theory]
    [InlineData("reserved/for/me", "^reserved/for/me/reply$")]
    [InlineData(null, "^reply/[0-9a-f]{32}$")]
    [InlineData("everything/#", "^reply/[0-9a-f]{32}$")]
    public Task Replies_go_to_a_topic_of_our_own_below_what_the_broker_has_reserved(
        string? reserved, string expected) => ShouldAskForRepliesToAsync(expected, reserved, []);

    [Theory]
    [InlineData("-e", "chosen")]
    [InlineData("--response-topic", "chosen")]
    [InlineData("-D", "publish", "response-topic", "chosen")]
    public Task Replies_go_to_the_topic_that_is_chosen_by_whatever_name(params string[] options) =>
        ShouldAskForRepliesToAsync("^chosen$", "reserved", options);

    [Theory]
    [InlineData("5")]
    [InlineData("311")]
    public async Task A_message_that_the_broker_has_kept_is_no_reply(string version)
    {
        await using var broker = await Mosquitto.StartAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "answer", "-m", "stale", "-r", "-q", "1"]))
            .ShouldBeSilentSuccess();

        var none = await App.PublishAsync(
            ["request", "-V", version, "-b", broker.Address, "-t", "ask", "-e", "answer", "-m", "x", "-W", "1"]);

        Assert.Equal(
            (
                27,
                "",
                "publisher: error: 0 of 1 replies came within 1 s\n"
                    + "hint: is a program subscribed to 'ask' that replies?\n"),
            (none.Code, none.Out, none.Error));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("311")]
    public async Task A_reply_that_the_broker_is_to_keep_is_one_and_so_is_what_comes_to_the_topic_before_MQTT_5(
        string version)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var asked = await App.SubscribedAsync("-b", broker.Address, "-t", "ask", "-C", "1");
        await using var publisher = App.Publisher(
            "request", "-V", version, "-b", broker.Address, "-t", "ask", "-e", "answer", "-m", "x", "-q", "1");
        await asked.ExitAsync();

        (await App.PublishAsync(["-V", "311", "-b", broker.Address, "-t", "answer", "-m", "fresh", "-r", "-q", "1"]))
            .ShouldBeSilentSuccess();

        var result = await publisher.ExitAsync();
        Assert.Equal((0, "fresh\n", ""), (result.Code, result.Out, result.Error));
    }

    [Fact]
    public async Task A_request_that_is_refused_is_not_waited_for()
    {
        await using var broker = await Mosquitto.StartForbiddingAsync();

        (await App.PublishAsync(["request", "-b", broker.Address, "-t", "ask", "-m", "x", "-q", "1"])).ShouldFail(
            ExitCode.Denied, "the request was not published, so there will be no reply");
    }

    [Theory]
    [InlineData(130)]
    [InlineData(27, "-W", "1")]
    public async Task An_interruption_or_a_time_out_ends_a_request_though_the_broker_is_silent(
        int expected, params string[] more)
    {
        await using var broker = new ScriptedBroker();
        // A broker that is silent is given up after one and a half times the keep-alive: longer than the test has
        // patience.
        await using var publisher = App.Publisher(
            ["request", "-b", broker.Address, "-t", "ask", "-m", "x", "-k", "1000", .. more]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await AskedAsync(connection);

        if (more.Length == 0)
        {
            publisher.Signal("INT");
        }

        Assert.Equal((expected, ""), ((await publisher.ExitAsync()).Code, (await publisher.ExitAsync()).Out));
    }

    [Fact]
    public async Task A_request_whose_replies_have_come_is_done_though_it_is_interrupted_after_that()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("request", "-b", broker.Address, "-t", "ask", "-m", "x");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var (topic, request) = await AskedAsync(connection);
        await ReplyAsync(connection, topic, "done", request.CorrelationData);
        await connection.ReceiveAsync<MqttPingReqPacket>();
        await connection.SendAsync(MqttPingRespPacket.Instance);
        await connection.ReceiveAsync<MqttDisconnectPacket>();

        // It waits for the broker to close the connection.
        publisher.Signal("INT");

        var result = await publisher.ExitAsync();
        Assert.Equal((0, "done\n", ""), (result.Code, result.Out, result.Error));
    }

    [Fact]
    public async Task A_request_at_QoS_0_that_was_lost_with_its_connection_is_not_waited_for()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("request", "-b", broker.Address, "-t", "ask", "-m", "x");
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        await AskedAsync(first);

        first.Cut();
        await EndAsync(await (await broker.AcceptAsync()).HandshakeAsync());

        (await publisher.ExitAsync()).ShouldFail(
            ExitCode.ConnectionLost,
            "0 of 1 replies came: the connection was lost, and the request at QoS 0 may be lost with it",
            "hint: at QoS 1 (-q 1) it is sent again");
    }

    [Fact]
    public async Task A_reply_in_a_file_of_its_own_is_its_payload_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await Mosquitto.StartAsync();
        await using var responder = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "ask", "--exec", "cat", "--reply");

        (
            await App.PublishAsync(
                [
                    "request", "-b", broker.Address, "-t", "ask", "-e", "answer", "-m", "x", "--output-dir",
                    folder.File("replies")
                ]))
            .ShouldBeSilentSuccess();

        Assert.Equal(
            "x", await File.ReadAllTextAsync(
                Assert.Single(Directory.GetFiles(folder.File("replies/answer"))),
                TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_request_ends_when_nobody_reads_its_replies_any_more_but_not_before_it_is_published()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var asked = await App.SubscribedAsync("-b", broker.Address, "-t", "ask", "-C", "1");
        await using var pipeline = App.Start(
            "bash", [
                "-c", "set -o pipefail; \"$0\" \"$@\" | true", Executables.Publisher, "request", "-b", broker.Address,
                "-t", "ask", "-m", "x"]);

        var result = await pipeline.ExitAsync();

        Assert.Equal((0, "", ""), (result.Code, result.Out, result.Error));
        Assert.Equal("x\n", (await asked.ExitAsync()).Out);
    }

    [Fact]
    public async Task A_time_out_ends_a_request_whose_reply_is_not_read()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Start(
            Executables.Publisher,
            ["request", "-b", broker.Address, "-t", "ask", "-m", "x", "-C", "2", "-W", "1", "-k", "1000"],
            readsOutput: false);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var (topic, request) = await AskedAsync(connection);

        await ReplyAsync(connection, topic, new string('x', 1_000_000), request.CorrelationData);

        Assert.Equal((int)ExitCode.TimedOut, (await publisher.ExitAsync()).Code);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("311")]
    public async Task On_a_topic_that_requests_and_replies_share_the_request_comes_back_as_to_mosquitto_rr(
        string version)
    {
        await using var broker = await Mosquitto.StartAsync();
        string[] args = ["-V", version, "-t", "talk", "-e", "talk", "-m", "x", "-q", "1"];
        await using var theirs = App.Start(Executables.Installed("mosquitto_rr"), ["-p", $"{broker.Port}", .. args]);
        var expected = await theirs.ExitAsync();

        var ours = await App.PublishAsync(["request", "-b", broker.Address, .. args]);

        Assert.Equal((0, "x\n"), (expected.Code, expected.Out));
        Assert.Equal((0, "x\n", ""), (ours.Code, ours.Out, ours.Error));
    }

    [Theory]
    [InlineData("5", "TERM", 143)]
    [InlineData("311", "HUP", 129)]
    public async Task Interrupted_a_request_says_how_many_replies_came(string version, string signal, int code)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var asked = await App.SubscribedAsync("-b", broker.Address, "-t", "ask", "-C", "1");
        await using var publisher = App.Publisher(
            "request", "-V", version, "-b", broker.Address, "-t", "ask", "-e", "answer", "-m", "x", "-q", "1");
        await asked.ExitAsync();

        publisher.Signal(signal);

        var result = await publisher.ExitAsync();
        Assert.Equal(
            (code, "", "publisher: error: 0 of 1 replies came before it was interrupted\n"),
            (result.Code, result.Out, result.Error));
    }

    [Theory]
    [InlineData("31")]
    [InlineData("311")]
    public async Task Before_MQTT_5_the_replies_can_come_to_any_topic_of_a_filter(string version)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var answering = await App.SubscribedAsync("-b", broker.Address, "-t", "ask", "-C", "1");
        await using var publisher = App.Publisher(
            "request", "-V", version, "-b", broker.Address, "-t", "ask", "-e", "answer/+", "-m", "x", "-C", "2", "-v");
        await answering.ExitAsync();

        (await App.PublishAsync(["-b", broker.Address, "-t", "answer/one", "-m", "1"])).ShouldBeSilentSuccess();
        (await App.PublishAsync(["-b", broker.Address, "-t", "answer/two", "-m", "2"])).ShouldBeSilentSuccess();

        var result = await publisher.ExitAsync();
        Assert.Equal((0, "answer/one 1\nanswer/two 2\n", ""), (result.Code, result.Out, result.Error));
    }

    [Theory]
    [InlineData("--count takes a whole number from 1", "-C", "0")]
    [InlineData("no reply can be published to 'a/#'", "-e", "a/#")]
    [InlineData("hint: with -V 311 it can be a topic filter", "-e", "a/+")]
    [InlineData("'a+' is not a topic filter", "-e", "a+", "-V", "311")]
    [InlineData("--timeout takes more than 0", "-W", "0")]
    [InlineData("before MQTT 5 a responder cannot be told where to answer", "-V", "311")]
    [InlineData("--reply-topic and the response topic of the request are the same", "-e", "a", "--response-topic", "b")]
    [InlineData("hint: give one of -m, -f, -s, -n\n", "-n")]
    [InlineData("hint: no UNSUBSCRIBE is sent here\n", "-D", "unsubscribe", "user-property", "k", "v")]
    public async Task A_mistake_is_reported_before_anything_is_connected(string expected, params string[] more) =>
        (await InProcess.PublishAsync(["request", "-b", "localhost:1", "-t", "ask", "-m", "x", .. more])).ShouldFail(
            ExitCode.Usage, expected);

    static async Task ShouldAskForRepliesToAsync(string expected, string? reserved, string[] options)
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(
            [
                "request", "-b", broker.Address, "-i", "a+b", "-t", "ask", "--correlation-data", "hex:0102", "-n",
                .. options
            ]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.ResponseInformation = reserved);
        Assert.True(connection.Connect!.RequestResponseInformation);

        var (topic, request) = await AskedAsync(connection);
        await ReplyAsync(connection, topic, "done", [1, 2]);

        Assert.Matches(expected, topic);
        Assert.Equal((topic, "0102"), (request.ResponseTopic, Convert.ToHexString(request.CorrelationData)));
        await EndAsync(connection);
        Assert.Equal((0, "done\n"), ((await publisher.ExitAsync()).Code, (await publisher.ExitAsync()).Out));
    }

    /// <summary>Plays the broker up to the request.</summary>
    static async Task<(string Topic, MqttPublishPacket Request)> AskedAsync(ScriptedConnection connection)
    {
        var subscribe = await connection.ReceiveAsync<MqttSubscribePacket>();
        await connection.SendAsync(
            new MqttSubAckPacket
            {
                PacketIdentifier = subscribe.PacketIdentifier,
                ReasonCodes = [(MqttSubscribeReasonCode)subscribe.TopicFilters[0].QualityOfServiceLevel],
            });
        return (subscribe.TopicFilters[0].Topic, await connection.ReceiveAsync<MqttPublishPacket>());
    }

    static Task ReplyAsync(ScriptedConnection connection, string topic, string payload, byte[]? correlation) =>
        connection.SendAsync(new MqttPublishPacket
        {
            Topic = topic,
            PayloadSegment = Encoding.UTF8.GetBytes(payload),
            CorrelationData = correlation,
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtMostOnce,
        });

    /// <summary>Answers what is still to be answered until the client says goodbye.</summary>
    static async Task EndAsync(ScriptedConnection connection)
    {
        for (
            var packet =
                await connection.ReceiveAsync(); packet is not (null or MqttDisconnectPacket); packet =
                    await connection.ReceiveAsync())
        {
            if (packet is MqttPingReqPacket)
            {
                await connection.SendAsync(MqttPingRespPacket.Instance);
            }
            else if (packet is MqttSubscribePacket subscribe)
            {
                await connection.SendAsync(
                    new MqttSubAckPacket
                    {
                        PacketIdentifier = subscribe.PacketIdentifier,
                        ReasonCodes = [MqttSubscribeReasonCode.GrantedQoS0],
                    });
            }
        }

        connection.Close();
    }
}
