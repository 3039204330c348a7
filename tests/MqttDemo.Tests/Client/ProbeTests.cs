using MqttDemo.Client.Session;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>A broker that answers pings and delivers nothing is found out, and nobody else is taken for one.</summary>
public sealed class ProbeTests
{
    const string Deaf = "has answered pings but delivered nothing for 10 s";

    static readonly Func<ConnectionSettings, ConnectionSettings> Kept = settings =>
        settings with { KeepSession = true };

    [Fact]
    public async Task A_probe_is_subscribed_to_published_and_acknowledged_and_nobody_sees_it()
    {
        await using var session = await ProbedSession.StartAsync(["#"]);
        var probe = await session.ProbeAsync();

        var filter = Assert.Single(session.Subscribe.TopicFilters);
        Assert.Equal(
            ("mqttdemo/probe/tester", MqttQualityOfServiceLevel.AtLeastOnce, false, 0u),
            (filter.Topic, filter.QualityOfServiceLevel, filter.NoLocal, session.Subscribe.SubscriptionIdentifier));
        Assert.Equal(
            (filter.Topic, MqttQualityOfServiceLevel.AtLeastOnce, false, 10u),
            (probe.Topic, probe.QualityOfServiceLevel, probe.Retain, probe.MessageExpiryInterval));

        // Once for its own filter, and once for the user's.
        await session.ReturnAsync(probe, 1);
        await session.ReturnAsync(probe, 2);
        await session.Connection.PublishAsync("x", MqttQualityOfServiceLevel.AtMostOnce);
        Assert.Equal(["x"], (await session.Harness.ReceiveAsync()).Texts);
        Assert.Equal(new PublishCounts(0, 0, 0, 0, 0, 0, 0), session.Harness.Session.Counts);

        session.Time.Advance(ProbedSession.Period);
        Assert.NotEqual(probe.Payload, (await session.ProbeAsync()).Payload);
    }

    [Theory]
    [InlineData(QualityOfService.AtMostOnce, MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData(QualityOfService.ExactlyOnce, MqttQualityOfServiceLevel.AtLeastOnce)]
    public async Task It_goes_the_way_of_the_users_messages(QualityOfService own, MqttQualityOfServiceLevel expected)
    {
        await using var session = await ProbedSession.StartAsync(qos: own);

        var probe = await session.ProbeAsync();

        var filter = Assert.Single(session.Subscribe.TopicFilters);
        Assert.Equal((expected, expected), (probe.QualityOfServiceLevel, filter.QualityOfServiceLevel));
    }

    [Theory]
    [InlineData(ProtocolVersion.Mqtt5)]
    [InlineData(ProtocolVersion.Mqtt311)]
    public async Task Silence_ends_the_connection_within_two_periods_though_pings_are_answered(ProtocolVersion version)
    {
        await using var session = await ProbedSession.StartAsync(version: version);
        await session.ReturnAsync(await session.ProbeAsync());
        await session.Connection.ShouldBeSilentAsync();

        session.Time.Advance(ProbedSession.Period);
        await session.ProbeAsync();
        await session.Connection.ShouldBeSilentAsync();
        session.Time.Advance(ProbedSession.Period * 0.8);
        await session.Connection.ShouldBeSilentAsync();
        Assert.Empty(session.Harness.Observer.Losses);

        session.Time.Advance(ProbedSession.Period * 0.2);

        await session.LostAsync();
        Assert.Equal(
            [$"the broker at {session.Harness.Broker.BrokerAddress} {Deaf}"], session.Harness.Observer.Losses);

        // What was out is given up: the next is another message.
        await session.ReconnectedAsync();
        await session.ReturnAsync(await session.ProbeAsync());
        await session.Connection.ShouldBeSilentAsync();
    }

    [Fact]
    public async Task Any_message_of_the_same_QoS_is_a_sign_that_the_broker_delivers()
    {
        await using var session = await ProbedSession.StartAsync();
        await session.ReturnAsync(await session.ProbeAsync());
        session.Time.Advance(ProbedSession.Period);
        await session.ProbeAsync();
        for (ushort i = 1; i <= 5; i++)
        {
            session.Time.Advance(ProbedSession.Period * 0.8);
            await session.Connection.PublishAsync($"{i}", MqttQualityOfServiceLevel.AtLeastOnce, i);
            (await session.Harness.ReceiveAsync()).Block.Acknowledge(1);
            await session.Connection.ReceiveAsync<MqttPubAckPacket>();
            await session.Connection.ShouldBeSilentAsync();
        }

        Assert.Empty(session.Harness.Observer.Losses);

        // One of QoS 0 may come past what waits at QoS 1.
        await session.Connection.PublishAsync("0", MqttQualityOfServiceLevel.AtMostOnce);
        await session.Connection.ShouldBeSilentAsync();
        session.Time.Advance(ProbedSession.Period);
        await session.LostAsync();
    }

    [Fact]
    public async Task While_the_broker_may_be_holding_it_back_its_silence_proves_nothing()
    {
        await using var session = await ProbedSession.StartAsync();
        await session.ReturnAsync(await session.ProbeAsync());
        await session.Connection.PublishAsync("a long job", MqttQualityOfServiceLevel.AtLeastOnce, 7);
        var (block, _) = await session.Harness.ReceiveAsync();
        session.Time.Advance(ProbedSession.Period);
        await session.ProbeAsync();
        await session.Connection.ShouldBeSilentAsync();

        session.Time.Advance(ProbedSession.Period * 5);
        await session.Connection.ShouldBeSilentAsync();
        Assert.Empty(session.Harness.Observer.Losses);

        // It has expired there; another one is sent, and only its silence tells.
        block.Acknowledge(1);
        await session.Connection.ReceiveAsync<MqttPubAckPacket>();
        session.Time.Advance(ProbedSession.Period / 2);
        await session.ProbeAsync();
        await session.Connection.ShouldBeSilentAsync();
        Assert.Empty(session.Harness.Observer.Losses);
        session.Time.Advance(ProbedSession.Period);
        await session.LostAsync();
    }

    [Fact]
    public async Task Before_MQTT_5_nothing_expires_and_the_one_that_was_held_back_is_waited_for()
    {
        await using var session = await ProbedSession.StartAsync(version: ProtocolVersion.Mqtt311);
        var probe = await session.ProbeAsync();
        await session.Connection.PublishAsync("a long job", MqttQualityOfServiceLevel.AtLeastOnce, 7);
        var (block, _) = await session.Harness.ReceiveAsync();
        session.Time.Advance(ProbedSession.Period * 5);
        block.Acknowledge(1);
        await session.Connection.ReceiveAsync<MqttPubAckPacket>();
        session.Time.Advance(ProbedSession.Period / 2);

        await session.ReturnAsync(probe, 8);

        Assert.Empty(session.Harness.Observer.Losses);
    }

    [Fact]
    public async Task A_broker_that_has_had_more_unacknowledged_is_not_holding_it_back()
    {
        await using var session = await ProbedSession.StartAsync();
        await session.ReturnAsync(await session.ProbeAsync());
        await session.Connection.PublishAsync("1", MqttQualityOfServiceLevel.AtLeastOnce, 7);
        var (first, _) = await session.Harness.ReceiveAsync();
        await session.Connection.PublishAsync("2", MqttQualityOfServiceLevel.AtLeastOnce, 8);
        await session.Harness.ReceiveAsync();
        first.Acknowledge(1);
        await session.Connection.ReceiveAsync<MqttPubAckPacket>();
        session.Time.Advance(ProbedSession.Period);
        await session.ProbeAsync();
        await session.Connection.ShouldBeSilentAsync();

        session.Time.Advance(ProbedSession.Period);

        await session.LostAsync();
    }

    [Fact]
    public async Task A_reader_that_stands_still_is_not_the_silence_of_the_broker()
    {
        await using var session = await ProbedSession.StartAsync(qos: QualityOfService.AtMostOnce);
        await session.DeliverAsync(await session.ProbeAsync());
        await session.Connection.ShouldBeSilentAsync();
        session.Time.Advance(ProbedSession.Period);
        var probe = await session.ProbeAsync();
        // More than there is memory for, so that the connection is left unread, and the probe with it.
        for (var i = 0; i < 3; i++)
        {
            await session.Connection.PublishAsync(new string('x', 4_000_000), MqttQualityOfServiceLevel.AtMostOnce);
        }

        await Until.TrueAsync(() => session.Harness.Session.IsPaused, "the reading to stop");
        await session.DeliverAsync(probe);
        session.Time.Advance(ProbedSession.Period * 10);

        for (var i = 0; i < 3; i++)
        {
            (await session.Harness.ReceiveAsync()).Block.Acknowledge(1);
        }

        await session.Connection.ShouldBeSilentAsync();
        Assert.Empty(session.Harness.Observer.Losses);
    }

    [Fact]
    public async Task Behind_a_message_that_is_not_acknowledged_it_waits_for_its_turn_and_no_other_is_sent()
    {
        await using var session = await ProbedSession.StartAsync();
        var probe = await session.ProbeAsync();
        await session.Connection.PublishAsync("a long job", MqttQualityOfServiceLevel.AtLeastOnce, 7);
        var (block, _) = await session.Harness.ReceiveAsync();
        await session.DeliverAsync(probe, 8);
        await session.Connection.ShouldBeSilentAsync();

        session.Time.Advance(ProbedSession.Period * 5);
        await session.Connection.ShouldBeSilentAsync();
        block.Acknowledge(1);

        Assert.Equal(7, (await session.Connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        Assert.Equal(8, (await session.Connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);

        // It is due at once. In a whole period the answer to it would be due as well.
        session.Time.Advance(ProbedSession.Period * 0.2);
        await session.ProbeAsync();
        Assert.Empty(session.Harness.Observer.Losses);
    }

    [Fact]
    public async Task A_denied_subscription_of_the_probe_is_reported_once_and_the_subscriber_goes_on()
    {
        await using var session = await ProbedSession.StartAsync(answer: MqttSubscribeReasonCode.NotAuthorized);
        await ShouldGoOnWithoutAsync(session, "not authorized");
    }

    [Fact]
    public async Task A_denied_publication_of_the_probe_is_reported_once_and_the_subscriber_goes_on()
    {
        await using var session = await ProbedSession.StartAsync();
        var probe = await session.Connection.ReceiveAsync<MqttPublishPacket>();
        await session.Connection.ReceiveAsync<MqttPingReqPacket>();

        var (identifier, code) = (probe.PacketIdentifier, MqttPubAckReasonCode.NotAuthorized);
        await session.Connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = identifier, ReasonCode = code });

        await ShouldGoOnWithoutAsync(session, "not authorized");
    }

    [Fact]
    public async Task A_broker_that_disconnects_because_of_the_probe_gets_it_once_only()
    {
        await using var session = await ProbedSession.StartAsync();
        await session.Connection.ReceiveAsync<MqttPublishPacket>();

        var goodbye = new MqttDisconnectPacket { ReasonCode = MqttDisconnectReasonCode.NotAuthorized };
        await session.Connection.SendAsync(goodbye);
        session.Connection.Close();

        await session.ReconnectedAsync(isProbed: false);
        await ShouldGoOnWithoutAsync(session, "the broker ended the connection on it");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_first_never_comes_back_it_is_denied_without_a_word(bool closes)
    {
        await using var session = await ProbedSession.StartAsync();
        await EndAsync();
        await session.ReconnectedAsync();
        await EndAsync();
        if (closes)
        {
            await session.ReconnectedAsync(isProbed: false);
        }

        await ShouldGoOnWithoutAsync(session, "none has come back over 2 connections");

        async Task EndAsync()
        {
            await session.ProbeAsync();
            await session.Connection.ShouldBeSilentAsync();
            if (closes)
            {
                session.Connection.Close();
            }
            else
            {
                session.Time.Advance(ProbedSession.Period);
            }
        }
    }

    [Fact]
    public async Task A_session_that_is_kept_is_left_without_the_probe()
    {
        await using var session = await ProbedSession.StartAsync(change: Kept);
        await session.ReturnAsync(await session.ProbeAsync());
        await session.Connection.ShouldBeSilentAsync();

        var closing = session.Harness.Session.CloseAsync(CancellationToken.None);

        var unsubscribe = await session.Connection.ReceiveAsync<MqttUnsubscribePacket>();
        Assert.Equal(["mqttdemo/probe/tester"], unsubscribe.TopicFilters);
        await session.Connection.ReceiveAsync<MqttDisconnectPacket>();
        session.Connection.Close();
        await closing;
    }

    [Fact]
    public async Task Where_one_is_on_its_way_at_the_end_of_a_kept_session_it_is_waited_for()
    {
        await using var session = await ProbedSession.StartAsync(change: Kept);
        var probe = await session.ProbeAsync();
        await session.Connection.ShouldBeSilentAsync();

        var closing = session.Harness.Session.CloseAsync(CancellationToken.None);
        await session.ReturnAsync(probe);

        await session.Connection.ReceiveAsync<MqttUnsubscribePacket>();
        await session.Connection.ReceiveAsync<MqttDisconnectPacket>();
        session.Connection.Close();
        await closing;
    }

    [Fact]
    public async Task A_broker_that_takes_share_for_a_level_is_reported_within_a_period()
    {
        await using var session = await ProbedSession.StartAsync(["$share/group/t"]);
        var (plain, shared) = await BothAsync(session);
        Assert.Equal(
            ["mqttdemo/probe/tester", "$share/probe/mqttdemo/probe/tester/shared"],
            session.Subscribe.TopicFilters.Select(filter => filter.Topic));
        await session.ReturnAsync(plain);
        await session.Connection.ShouldBeSilentAsync();
        Assert.Equal("mqttdemo/probe/tester/shared", shared.Topic);

        session.Time.Advance(ProbedSession.Period);

        var error = await Assert.ThrowsAsync<MqttDemoException>(session.Harness.Session.WhenEndedAsync);
        Assert.Equal(FailureKind.Denied, error.Kind);
        Assert.Equal(
            "the broker treats $share as the first level of a topic: $share/group/t would bring nothing",
            error.Message);
        await session.Connection.ReceiveAsync<MqttDisconnectPacket>();
    }

    [Fact]
    public async Task A_broker_that_serves_share_is_asked_once()
    {
        await using var session = await ProbedSession.StartAsync(["$share/group/t"]);
        var (plain, shared) = await BothAsync(session);
        await session.ReturnAsync(plain, 1);
        await session.ReturnAsync(shared, 2);
        await session.Connection.ShouldBeSilentAsync();

        session.Time.Advance(ProbedSession.Period);

        await session.ReturnAsync(await session.ProbeAsync());
        await session.Connection.ShouldBeSilentAsync();
        Assert.Empty(session.Harness.Observer.Losses);
    }

    [Fact]
    public async Task Where_an_ordinary_filter_brings_the_shared_probe_too_it_would_prove_nothing_and_is_not_sent()
    {
        await using var session = await ProbedSession.StartAsync(["$share/group/t", "#"]);

        Assert.Equal(["mqttdemo/probe/tester"], session.Subscribe.TopicFilters.Select(filter => filter.Topic));
        await session.ReturnAsync(await session.ProbeAsync());
    }

    [Theory]
    [InlineData("worker-1", "^mqttdemo/probe/worker-1$")]
    [InlineData("a.b/ü#+*", "^mqttdemo/probe/a_b_____-[0-9a-f]{16}$")]
    [InlineData(
        "0123456789012345678901234567890123456789012345678901234567890123456789",
        "^mqttdemo/probe/[0-9]{64}-[0-9a-f]{16}$")]
    public void Its_topic_is_of_characters_that_every_broker_leaves_alone(string clientId, string topic)
    {
        Assert.Matches(topic, ProbeTopic.Of(clientId));
        Assert.Equal(ProbeTopic.Of(clientId), ProbeTopic.Of(clientId));
    }

    [Fact]
    public void Its_topic_is_another_one_for_another_client_id() =>
        Assert.NotEqual(ProbeTopic.Of("a/b"), ProbeTopic.Of("a.b"));

    static async Task<(MqttPublishPacket Plain, MqttPublishPacket Shared)> BothAsync(ProbedSession session)
    {
        var plain = await session.Connection.ReceiveAsync<MqttPublishPacket>();
        await session.Connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = plain.PacketIdentifier });
        return (plain, await session.ProbeAsync());
    }

    static async Task ShouldGoOnWithoutAsync(ProbedSession session, string reason)
    {
        await Until.TrueAsync(() => !session.Harness.Observer.Warnings.IsEmpty, "the warning");
        Assert.Equal(
            [
                $"going on without the probe: {reason}; "
                    + "it needs the right to publish to mqttdemo/probe/tester and to subscribe to it",
            ],
            session.Harness.Observer.Warnings);
        var losses = session.Harness.Observer.Losses.Count;
        session.Time.Advance(ProbedSession.Period * 5);
        await session.Connection.PublishAsync("x", MqttQualityOfServiceLevel.AtMostOnce);
        Assert.Equal(["x"], (await session.Harness.ReceiveAsync()).Texts);
        await session.Connection.ShouldBeSilentAsync();
        Assert.Equal((1, losses), (session.Harness.Observer.Warnings.Count, session.Harness.Observer.Losses.Count));
    }
}
