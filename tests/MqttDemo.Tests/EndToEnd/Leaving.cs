using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>
/// How a member of a group takes leave, packet by packet: what the broker has assigned to it is dealt with, and nothing
/// more is.
/// </summary>
[Trait("Length", "long")]
public sealed class Leaving
{
    [Theory]
    [InlineData("5", "--share", "g")]
    [InlineData("311", "--share", "g")]
    [InlineData("5", "-t", "$share/g/t")]
    [InlineData("5", "--share", "g", "--exec", "cat")]
    public async Task It_unsubscribes_writes_acknowledges_pings_and_disconnects(string version, params string[] args)
    {
        await using var broker = new ScriptedBroker();
        string[] topic = args.Contains("-t") ? [] : ["-t", "t"];
        await using var subscriber = App.Subscriber(
            ["-b", broker.Address, "-V", version, "-q", "1", .. topic, .. args]);
        var connection = await SubscribedAsync(broker);
        await subscriber.UntilErrorContainsAsync("Subscribed to");

        subscriber.Signal("TERM");
        var unsubscribe = await connection.ReceiveAsync<MqttUnsubscribePacket>();
        Assert.Equal(["$share/g/t"], unsubscribe.TopicFilters);
        // What was assigned before the broker has read that comes before its answer, and behind it what was queued.
        await connection.PublishAsync("1", MqttQualityOfServiceLevel.AtLeastOnce, 1);
        Assert.Equal(1, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await AnswerAsync(connection, unsubscribe);
        await connection.ReceiveAsync<MqttPingReqPacket>();
        await connection.PublishAsync("2", MqttQualityOfServiceLevel.AtLeastOnce, 2);
        await connection.SendAsync(MqttPingRespPacket.Instance);
        Assert.Equal(2, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await GoAsync(connection);

        var result = await subscriber.ExitAsync();
        Assert.Equal((0, "12"), (result.Code, result.Out.Replace("\n", "", StringComparison.Ordinal)));
        Assert.EndsWith("Subscribed to $share/g/t\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_QoS_2_it_waits_until_the_broker_has_its_last_word()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-q", "2", "-t", "$share/g/t");
        var connection = await SubscribedAsync(broker, MqttSubscribeReasonCode.GrantedQoS2);
        await subscriber.UntilErrorContainsAsync("Subscribed to");
        subscriber.Signal("TERM");
        await AnswerAsync(connection, await connection.ReceiveAsync<MqttUnsubscribePacket>());
        var pings = 0;
        for (MqttPacket? packet = null; packet is not MqttDisconnectPacket;)
        {
            switch (packet = await connection.ReceiveAsync())
            {
                case MqttPingReqPacket when pings++ == 0:
                    await connection.PublishAsync("1", MqttQualityOfServiceLevel.ExactlyOnce, 1);
                    await connection.SendAsync(MqttPingRespPacket.Instance);
                    break;
                case MqttPingReqPacket:
                    await connection.SendAsync(MqttPingRespPacket.Instance);
                    break;
                case MqttPubRecPacket { PacketIdentifier: var identifier }:
                    await connection.SendAsync(new MqttPubRelPacket { PacketIdentifier = identifier });
                    break;
                case MqttPubCompPacket { PacketIdentifier: 1 }:
                    // Its window has room now.
                    await connection.PublishAsync("2", MqttQualityOfServiceLevel.ExactlyOnce, 2);
                    break;
                case MqttDisconnectPacket:
                    break;
                default:
                    Assert.IsType<MqttPubCompPacket>(packet);
                    break;
            }
        }

        connection.Close();
        var result = await subscriber.ExitAsync();
        Assert.Equal((0, "1\n2\n"), (result.Code, result.Out));
    }

    [Fact]
    public async Task With_its_count_it_unsubscribes_before_it_acknowledges_and_takes_what_is_assigned_already()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-q", "1", "--share", "g", "-t", "t", "-C", "2");
        var connection = await SubscribedAsync(broker);
        Assert.Equal(2, connection.Connect!.ReceiveMaximum);
        await connection.PublishAsync("1", MqttQualityOfServiceLevel.AtLeastOnce, 1);
        Assert.Equal(1, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await connection.PublishAsync("2", MqttQualityOfServiceLevel.AtLeastOnce, 2);
        var unsubscribe = await connection.ReceiveAsync<MqttUnsubscribePacket>();
        Assert.Equal(2, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await connection.PublishAsync("3", MqttQualityOfServiceLevel.AtLeastOnce, 3);
        await AnswerAsync(connection, unsubscribe);
        Assert.Equal(3, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await GoAsync(connection);

        var result = await subscriber.ExitAsync();
        Assert.Equal((0, "1\n2\n3\n"), (result.Code, result.Out));
        Assert.EndsWith(
            "subscriber: warning: 3 messages came, not 2: the broker had assigned that many to this member of the "
            + "group\n"
            + "hint: -c with -i leaves the rest to its next run\n",
            result.Error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-c", "-i", "worker")]
    [InlineData("-i", "worker", "-x", "60")]
    public async Task One_that_keeps_its_session_stays_subscribed_and_takes_exactly_its_count(params string[] args)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            ["-b", broker.Address, "-q", "1", "--share", "g", "-t", "t", "-C", "1", .. args]);
        var connection = await SubscribedAsync(broker);
        // Both in one block.
        await connection.SendAsync([.. Publish(1), .. Publish(2)]);
        Assert.Equal(1, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();

        var result = await subscriber.ExitAsync();
        Assert.Equal((0, "1\n"), (result.Code, result.Out));
        Assert.DoesNotContain("warning", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "not all of them were dealt with within 0.5 s", "--drain-timeout", "0.5")]
    [InlineData(true, "the connection was lost")]
    public async Task What_may_be_lost_because_the_broker_does_not_answer_is_reported_with_6(
        bool cuts, string reason, params string[] args)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            ["-b", broker.Address, "-q", "1", "--share", "g", "-t", "t", .. args]);
        var connection = await SubscribedAsync(broker);
        await subscriber.UntilErrorContainsAsync("Subscribed to");
        subscriber.Signal("TERM");
        await connection.ReceiveAsync<MqttUnsubscribePacket>();
        if (cuts)
        {
            connection.Cut();
        }
        else
        {
            await connection.ReceiveAsync<MqttDisconnectPacket>();
            connection.Close();
        }

        (await subscriber.ExitAsync()).ShouldFail(
            ExitCode.ConnectionLost,
            $"error: messages that the broker had assigned to this member of the group may be lost: {reason}\n");
    }

    [Theory]
    [InlineData(MqttUnsubscribeReasonCode.NotAuthorized, "not authorized, without a user name")]
    [InlineData(MqttUnsubscribeReasonCode.UnspecifiedError, "unspecified error")]
    public async Task What_may_be_lost_because_the_broker_denies_the_leave_is_reported_with_5(
        MqttUnsubscribeReasonCode code, string reason)
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-q", "1", "--share", "g", "-t", "t");
        var connection = await SubscribedAsync(broker);
        await subscriber.UntilErrorContainsAsync("Subscribed to");
        subscriber.Signal("TERM");
        var unsubscribe = await connection.ReceiveAsync<MqttUnsubscribePacket>();
        await connection.SendAsync(new MqttUnsubAckPacket
        {
            PacketIdentifier = unsubscribe.PacketIdentifier,
            ReasonCodes = [code],
        });
        while (await connection.ReceiveAsync() is not MqttDisconnectPacket)
        {
            // It may have asked whether that was all.
        }

        connection.Close();

        (await subscriber.ExitAsync()).ShouldFail(
            ExitCode.Denied,
            "error: messages that the broker had assigned to this member of the group may be lost\n",
            $"error: the broker denied the end of the subscription to $share/g/t: {reason}\n");
    }

    [Fact]
    public async Task A_subscription_that_is_denied_has_had_nothing_assigned()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-q", "1", "--share", "g", "-t", "t");
        var connection = await SubscribedAsync(broker, MqttSubscribeReasonCode.NotAuthorized);
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();

        var result = await subscriber.ExitAsync();
        Assert.Equal((5, ""), (result.Code, result.Out));
        Assert.DoesNotContain("may be lost", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-q", "1", "--share", "g", "-t", "t", "--drain-timeout", "1000");
        var connection = await SubscribedAsync(broker);
        await subscriber.UntilErrorContainsAsync("Subscribed to");
        subscriber.Signal("INT");
        await connection.ReceiveAsync<MqttUnsubscribePacket>();
        subscriber.Signal("TERM");
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();

        var result = await subscriber.ExitAsync();
        Assert.Equal(130, result.Code);
        Assert.EndsWith(
            "may be lost: not all of them were dealt with before it was interrupted again\n",
            result.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_an_outage_it_ends_at_once_and_says_nothing_more()
    {
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Subscriber("-b", broker.Address, "-q", "1", "--share", "g", "-t", "t");
        var connection = await SubscribedAsync(broker);
        await subscriber.UntilErrorContainsAsync("Subscribed to");
        await broker.DisposeAsync();
        connection.Cut();
        await subscriber.UntilErrorContainsAsync("reconnecting");

        subscriber.Signal("TERM");

        var result = await subscriber.ExitAsync();
        Assert.Equal(0, result.Code);
        Assert.DoesNotContain("error", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "retry")]
    [InlineData(6, "stop")]
    public async Task Commands_are_run_for_what_is_assigned_and_again_where_that_is_wanted(int code, string onError)
    {
        using var folder = new TemporaryFolder();
        await using var broker = new ScriptedBroker();
        // The first run fails.
        var command = $"mkdir {folder.File("been")} 2> /dev/null && exit 1; cat";
        await using var subscriber = App.Subscriber(
            "-b", broker.Address, "-q", "1", "--share", "g", "-t", "t",
            "--on-error", onError, "--shell", "--exec", command);
        var connection = await SubscribedAsync(broker);
        await subscriber.UntilErrorContainsAsync("Subscribed to");
        subscriber.Signal("TERM");
        var unsubscribe = await connection.ReceiveAsync<MqttUnsubscribePacket>();
        await connection.PublishAsync("1", MqttQualityOfServiceLevel.AtLeastOnce, 1);
        await AnswerAsync(connection, unsubscribe);
        var last = await connection.ReceiveAsync();
        Assert.Equal(code == 0, last is MqttPubAckPacket);
        if (last is MqttPubAckPacket)
        {
            await GoAsync(connection);
        }

        connection.Close();
        Assert.Equal(code, (await subscriber.ExitAsync()).Code);
    }

    static byte[] Publish(byte number) => [0x32, 7, 0, 1, (byte)'t', 0, number, 0, (byte)('0' + number)];

    static Task AnswerAsync(ScriptedConnection connection, MqttUnsubscribePacket unsubscribe) =>
        connection.SendAsync(new MqttUnsubAckPacket
        {
            PacketIdentifier = unsubscribe.PacketIdentifier,
            ReasonCodes = [MqttUnsubscribeReasonCode.Success],
        });

    /// <summary>Nothing more is assigned to it, so its ping is the last.</summary>
    static async Task GoAsync(ScriptedConnection connection)
    {
        await connection.ReceiveAsync<MqttPingReqPacket>();
        await connection.SendAsync(MqttPingRespPacket.Instance);
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();
    }

    static async Task<ScriptedConnection> SubscribedAsync(
        ScriptedBroker broker, MqttSubscribeReasonCode granted = MqttSubscribeReasonCode.GrantedQoS1)
    {
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.GrantAsync(granted);
        return connection;
    }
}
