using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// A broker that ends the connection at each PUBLISH it does not want, as AWS IoT does for a topic that is not allowed.
/// </summary>
[Trait("Length", "long")]
public sealed class RefusedTopics
{
    /// <summary>How the broker ends a connection; null is without a word.</summary>
    public static TheoryData<string, MqttDisconnectReasonCode?> Endings => new()
    {
        { "1", null },
        { "2", null },
        { "1", MqttDisconnectReasonCode.ImplementationSpecificError },
        { "1", MqttDisconnectReasonCode.ServerShuttingDown },
        { "1", MqttDisconnectReasonCode.UseAnotherServer },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task A_message_that_ends_every_connection_is_given_up_with_6_and_its_topic_though_the_broker_answers_everything_else(
        string qos, MqttDisconnectReasonCode? code)
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(
            "-b", broker.Address, "-V", "5", "-q", qos, "--key-delimiter", " ", "-l");
        await publisher.TypeAsync("good a\nbad b\n" + string.Concat(Enumerable.Repeat("bad c\n", 20)));
        publisher.Input.Close();
        var connections = 0;
        while (await NextAsync(broker, publisher) is { } connection)
        {
            connections++;
            await AnswerAsync(connection, packet => packet.Topic != "bad");
            if (code is { } reason)
            {
                await connection.SendAsync(new MqttDisconnectPacket { ReasonCode = reason });
            }

            connection.Close();
        }

        var result = await publisher.ExitAsync();
        result.ShouldFail(
            ExitCode.ConnectionLost, "without an answer to what was sent, a message of 1 byte to bad",
            "the broker may not allow the topic bad");
        Assert.InRange(connections, 8, 10);
    }

    [Fact]
    public async Task At_QoS_0_a_topic_that_ends_every_connection_is_given_up_with_6_too()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("-b", broker.Address, "-V", "5", "-t", "bad", "-l");
        var feeding = Feed.SteadilyAsync(publisher, int.MaxValue);
        var connections = 0;
        while (await NextAsync(broker, publisher) is { } connection)
        {
            connections++;
            await AnswerAsync(connection, packet => packet.Topic != "bad");
            connection.Close();
        }

        (await publisher.ExitAsync()).ShouldFail(
            ExitCode.ConnectionLost, "without an answer to what was sent, a message of", "to bad at QoS 0",
            "the broker may not allow the topic bad");
        Assert.InRange(connections, 8, 10);
        await feeding;
    }

    [Theory]
    [InlineData("publisher", "-q", "0", "-m", "x")]
    [InlineData("publisher", "-q", "1", "-m", "x")]
    [InlineData("publisher", "-q", "1", "-m", "x", "-V", "311")]
    [InlineData("subscriber")]
    public async Task A_topic_with_a_control_character_is_named_where_the_broker_refuses_it(
        string program, params string[] options)
    {
        await using var broker = await Mosquitto.StartAsync();

        string[] args = ["-b", broker.Address, "-t", "a\r", .. options];

        var result = await (program == "publisher" ? App.PublishAsync(args) : App.SubscribeAsync(args));

        result.ShouldFail(
            ExitCode.ConnectionLost,
            "hint: 'a\\r' contains a control character (U+000D), which brokers may refuse: is it the end of a line?\n");
    }

    /// <summary>
    /// How the broker ends it, the words for that and what is said of it. The message is of QoS 2 and to be retained.
    /// </summary>
    public static TheoryData<MqttDisconnectReasonCode, string, string> FinalEndings => new()
    {
        { MqttDisconnectReasonCode.MalformedPacket, "malformed packet", NotUnderstood },
        { MqttDisconnectReasonCode.ProtocolError, "protocol error", NotUnderstood },
        {
            MqttDisconnectReasonCode.NotAuthorized, "not authorized, without a user name",
            "the broker may not allow the topic bad, or not support QoS 2 (not every broker does), or not accept retained messages; its log should say more"
        },
        {
            MqttDisconnectReasonCode.TopicNameInvalid, "topic name invalid",
            "the broker does not accept the topic bad"
        },
        {
            MqttDisconnectReasonCode.ReceiveMaximumExceeded, "receive maximum exceeded",
            "the broker says that more than its Receive Maximum was sent at once: -M 1 sends one after the "
                + "other, and --debug shows what it allows"
        },
        {
            MqttDisconnectReasonCode.TopicAliasInvalid, "topic alias invalid",
            "leave out the property topic-alias; where none was given it is a fault of the broker, and "
                + "-V 311 goes without aliases"
        },
        {
            MqttDisconnectReasonCode.PacketTooLarge, "packet too large",
            "a message (the first that it has not answered, to bad, has 1 byte) is longer than the broker accepts: send shorter ones, or raise its limit (mosquitto: max_packet_size, message_size_limit)"
        },
        {
            MqttDisconnectReasonCode.PayloadFormatInvalid, "payload format invalid",
            "the payload is not UTF-8 text, though its payload-format-indicator says so: leave that out, or correct the payload"
        },
        {
            MqttDisconnectReasonCode.RetainNotSupported, "retain not supported",
            "the broker does not support retained messages: publish without -r"
        },
        {
            MqttDisconnectReasonCode.QoSNotSupported, "QoS not supported",
            "the broker does not support QoS 2: -q 1 publishes at a lower one"
        },
    };

    const string NotUnderstood = "the broker does not understand one of our packets: --debug shows them; "
        + "-V 311 speaks an older version with it";

    [Theory]
    [MemberData(nameof(FinalEndings))]
    public async Task A_DISCONNECT_that_another_connection_would_only_repeat_names_the_topic_and_says_what_its_code_asks_for(
        MqttDisconnectReasonCode code, string words, string hint)
    {
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(["-b", broker.Address, "-q", "2", "-r", "-t", "bad", "-m", "x"]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttPublishPacket>();
        await connection.SendAsync(new MqttDisconnectPacket { ReasonCode = code });
        connection.Close();

        var result = await publishing;
        result.ShouldFail(
            ExitCode.ConnectionLost, $"ended: {words}; not answered was a message of 1 byte to bad at QoS 2",
            $"\nhint: {hint}\n");
    }

    [Theory]
    [InlineData(MqttDisconnectReasonCode.NotAuthorized, "this user may not be allowed to do that, or the login")]
    [InlineData(MqttDisconnectReasonCode.TopicFilterInvalid, "the broker does not accept a topic filter that was")]
    [InlineData(MqttDisconnectReasonCode.SharedSubscriptionsNotSupported, "subscribe without --share and $share/")]
    [
        InlineData(
            MqttDisconnectReasonCode.SubscriptionIdentifiersNotSupported,
            "the broker does not support subscription identifiers: leave out")]
    [InlineData(MqttDisconnectReasonCode.WildcardSubscriptionsNotSupported, "name each topic instead of + and #")]
    [InlineData(MqttDisconnectReasonCode.QoSNotSupported, "the broker does not support that QoS: a lower -q may do")]
    [InlineData(MqttDisconnectReasonCode.PacketTooLarge, "a message is longer than the broker accepts: send")]
    public async Task To_a_subscriber_it_says_what_its_code_asks_for_too(MqttDisconnectReasonCode code, string hint)
    {
        await using var broker = new ScriptedBroker();
        var subscribing = App.SubscribeAsync("-b", broker.Address, "-t", "t/#");
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.ReceiveAsync<MqttSubscribePacket>();
        await connection.SendAsync(new MqttDisconnectPacket { ReasonCode = code });
        connection.Close();

        (await subscribing).ShouldFail(ExitCode.ConnectionLost, "was ended: ", $"\nhint: ", hint);
    }

    [Fact]
    public async Task A_message_that_is_too_long_for_the_broker_is_given_up_with_its_length()
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("-b", broker.Address, "-V", "311", "-q", "1", "-t", "big", "-s");
        await publisher.TypeAsync(new byte[2_000_001]);
        publisher.Input.Close();
        while (await NextAsync(broker, publisher) is { } connection)
        {
            // As mosquitto does, which looks at the length only.
            connection.Cut();
        }

        (await publisher.ExitAsync()).ShouldFail(
            ExitCode.ConnectionLost, "a message of 2000001 bytes to big at QoS 1",
            "hint: the broker may not accept a message of 2000001 bytes, or not allow the topic big");
    }

    [Fact]
    public async Task The_reply_of_a_subscriber_is_given_up_in_the_same_way_though_requests_go_on_coming()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-V", "5", "-q", "1", "-t", "requests", "--exec", "cat", "--reply");
        ushort identifier = 0;
        var connections = 0;
        while (await NextAsync(broker, subscriber) is { } connection)
        {
            connections++;
            await connection.GrantAsync(MqttSubscribeReasonCode.GrantedQoS1);
            await connection.SendAsync(new MqttPublishPacket
            {
                Topic = "requests",
                PayloadSegment = "x"u8.ToArray(),
                ResponseTopic = "forbidden",
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                PacketIdentifier = ++identifier,
            });
            await AnswerAsync(connection, packet => packet.Topic != "forbidden");
            connection.Close();
        }

        (await subscriber.ExitAsync()).ShouldFail(
            ExitCode.ConnectionLost, "the broker may not allow the topic forbidden");
        Assert.InRange(connections, 8, 10);
    }

    /// <summary>The next connection, with its handshake; null when the program has ended instead.</summary>
    static async Task<ScriptedConnection?> NextAsync(ScriptedBroker broker, App app)
    {
        var accepting = broker.AcceptAsync();
        var ended = app.ExitAsync();
        if (await Task.WhenAny(accepting, ended) == ended)
        {
            await ended;
            return null;
        }

        return await (await accepting).HandshakeAsync(connAck => connAck.IsSessionPresent = true);
    }

    /// <summary>Answers everything up to the first message that is not wanted.</summary>
    static async Task AnswerAsync(ScriptedConnection connection, Func<MqttPublishPacket, bool> isWanted)
    {
        while (await connection.ReceiveAsync() is { } packet)
        {
            switch (packet)
            {
                case MqttPublishPacket publish when !isWanted(publish):
                    return;
                case MqttPublishPacket { QualityOfServiceLevel: MqttQualityOfServiceLevel.AtLeastOnce } publish:
                    await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = publish.PacketIdentifier });
                    break;
                case MqttPublishPacket { QualityOfServiceLevel: MqttQualityOfServiceLevel.ExactlyOnce } publish:
                    await connection.SendAsync(new MqttPubRecPacket { PacketIdentifier = publish.PacketIdentifier });
                    break;
                case MqttPubRelPacket release:
                    await connection.SendAsync(new MqttPubCompPacket { PacketIdentifier = release.PacketIdentifier });
                    break;
                case MqttPingReqPacket:
                    await connection.SendAsync(MqttPingRespPacket.Instance);
                    break;
            }
        }
    }
}
