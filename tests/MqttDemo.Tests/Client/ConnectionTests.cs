using System.Diagnostics;
using MqttDemo.Client.Session;
using MqttDemo.Config;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>Connecting, staying connected and ending, down to the packet.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task A_version_that_is_asked_for_is_not_changed()
    {
        await using var harness = SessionHarness.Start(ProtocolVersion.Mqtt5);
        var connection = await harness.Broker.AcceptAsync();
        await connection.ReceiveAsync<MqttConnectPacket>();
        await connection.SendAsync([0x20, 2, 0, 1]);

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => harness.Connecting);

        Assert.Equal(
            (FailureKind.Refused, true), (
                failure.Kind, failure.Message.EndsWith(
                    "refused the connection: unsupported protocol version", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(null, 65535)]
    [InlineData(7, 7)]
    public async Task The_broker_is_told_how_many_messages_it_may_have_in_flight(int? window, int receiveMaximum)
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(change: s => s with { MaxInFlight = window });
        await using var _ = harness;

        Assert.Equal(receiveMaximum, connection.Connect!.ReceiveMaximum);
    }

    [Fact]
    public async Task The_next_broker_of_the_list_is_tried_when_one_does_not_answer()
    {
        var nobody = new BrokerAddress(BrokerScheme.Tcp, "127.0.0.1", Ports.Free());
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            change: s => s with { Brokers = [nobody, .. s.Brokers] });
        await using var _ = harness;

        Assert.Equal("tester", connection.Connect!.ClientId);
    }

    [Theory]
    [InlineData(MqttConnectReasonCode.ServerBusy, "server busy")]
    [InlineData(MqttConnectReasonCode.BadUserNameOrPassword, "bad user name or password, without a user name")]
    [InlineData(MqttConnectReasonCode.Banned, "banned, without a user name")]
    [InlineData(MqttConnectReasonCode.QuotaExceeded, "quota exceeded, without a user name")]
    public async Task A_refused_connection_is_reported_in_words(MqttConnectReasonCode code, string words)
    {
        await using var harness = SessionHarness.Start();
        await (await harness.Broker.AcceptAsync()).HandshakeAsync(connAck => connAck.ReasonCode = code);

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => harness.Connecting);

        Assert.Equal(
            (FailureKind.Refused, $"127.0.0.1:{harness.Broker.Port} refused the connection: {words}"),
            (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task A_transient_refusal_is_tried_again_when_asked_to_and_a_final_one_is_not()
    {
        await using var harness = SessionHarness.Start(change: s => s with { RetryFirstConnect = true });
        await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.ReasonCode = MqttConnectReasonCode.ServerUnavailable);
        await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.ReasonCode = MqttConnectReasonCode.NotAuthorized);

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => harness.Connecting);

        Assert.Equal(FailureKind.Refused, failure.Kind);
        Assert.True(harness.Broker.IsQuiet);
    }

    [Fact]
    public async Task A_session_taken_over_ends_for_good_and_does_not_fight()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await connection.SendAsync(new MqttDisconnectPacket { ReasonCode = MqttDisconnectReasonCode.SessionTakenOver });

        var failure = Assert.Throws<MqttDemoException>(() => harness.Session.Receive(CancellationToken.None));

        Assert.Equal(FailureKind.ConnectionLost, failure.Kind);
        Assert.Contains("session taken over", failure.Message, StringComparison.Ordinal);
        Assert.Contains("same client id", failure.Hint?.ToString(), StringComparison.Ordinal);
        Assert.True(harness.Broker.IsQuiet);
    }

    [Fact]
    public async Task A_broker_that_closes_on_every_publish_is_given_up_and_not_asked_forever()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(time: new FastTime(10));
        await using var _ = harness;
        await harness.PublishAsync(1, 1, QualityOfService.ExactlyOnce);
        var draining = harness.Session.DrainAsync(CancellationToken.None);
        for (var connections = 1; ; connections++)
        {
            await connection.ReceiveAsync<MqttPublishPacket>();
            connection.Close();
            if (connections == 8)
            {
                break;
            }

            connection = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
                connAck => connAck.IsSessionPresent = true);
        }

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => draining);

        Assert.Equal(FailureKind.ConnectionLost, failure.Kind);
        Assert.Contains("without an answer to what was sent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_broker_is_asked_and_then_given_up_within_one_and_a_half_keep_alive_periods()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(limits: connAck => connAck.ServerKeepAlive = 1);
        await using var _ = harness;
        var silence = Stopwatch.StartNew();
        await connection.ReceiveAsync<MqttPingReqPacket>();
        Assert.InRange(silence.Elapsed.TotalSeconds, 0, 1);

        await harness.Broker.AcceptAsync();

        Assert.Contains("silent for 1.5 s", Assert.Single(harness.Observer.Losses), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_SUBSCRIBE_that_is_never_answered_is_sent_again_on_another_connection_though_every_PINGREQ_is_answered()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(limits: connAck => connAck.ServerKeepAlive = 1);
        await using var _ = harness;
        var subscribing = harness.Session.SubscribeAsync(
            new([new("a", QualityOfService.AtMostOnce)], [], false), CancellationToken.None);
        await connection.ReceiveAsync<MqttSubscribePacket>();
        while (await connection.ReceiveAsync() is MqttPingReqPacket)
        {
            await connection.SendAsync(MqttPingRespPacket.Instance);
        }

        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.IsSessionPresent = true);

        await second.GrantAsync(MqttSubscribeReasonCode.GrantedQoS0);
        await subscribing;
        Assert.Contains(
            "has not answered SUBSCRIBE for 1.5 s", Assert.Single(harness.Observer.Losses), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_message_may_take_longer_than_the_keep_alive_as_long_as_some_of_it_comes()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(limits: connAck => connAck.ServerKeepAlive = 1);
        await using var _ = harness;
        // PUBLISH of QoS 0, topic "t", 14 bytes, one every 150 ms: for 2.1 s there is no whole packet.
        await connection.SendAsync([0x30, 18, 0, 1, (byte)'t', 0]);
        for (var i = 0; i < 14; i++)
        {
            await Task.Delay(150, TestContext.Current.CancellationToken);
            await connection.SendAsync([(byte)'x']);
        }

        var (_, texts) = await harness.ReceiveAsync();

        Assert.Equal([new string('x', 14)], texts);
        Assert.Empty(harness.Observer.Losses);
    }

    [Fact]
    public async Task A_publisher_of_QoS_0_is_not_taken_for_one_that_is_thrown_out()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        for (var i = 1; i <= 10; i++)
        {
            await harness.PublishAsync(i, 1, QualityOfService.AtMostOnce);
            await connection.ReceiveAsync<MqttPublishPacket>();
            if (i % 2 == 0)
            {
                // After a connection that told nothing it is asked for.
                await connection.ReceiveAsync<MqttPingReqPacket>();
                await connection.SendAsync(MqttPingRespPacket.Instance);
            }

            connection.Close();
            connection = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
                connAck => connAck.IsSessionPresent = true);
        }

        await harness.PublishAsync(11, 1, QualityOfService.AtMostOnce);
        await connection.ReceiveAsync<MqttPublishPacket>();
    }

    [Fact]
    public async Task A_broker_that_answers_is_never_given_up()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(limits: connAck => connAck.ServerKeepAlive = 1);
        await using var _ = harness;
        // Two and a quarter periods.
        for (var i = 0; i < 3; i++)
        {
            await connection.ReceiveAsync<MqttPingReqPacket>();
            await connection.SendAsync(MqttPingRespPacket.Instance);
        }

        Assert.True(harness.Broker.IsQuiet);
        Assert.Empty(harness.Observer.Losses);
    }

    [Fact]
    public async Task A_dead_link_is_noticed_while_publishing()
    {
        await using var harness =
            (await SessionHarness.ConnectedAsync(limits: connAck => connAck.ServerKeepAlive = 1)).Harness;
        using var stop = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                await harness.Session.PublishAsync(
                    new OutgoingMessage("t", new byte[1000], QualityOfService.AtMostOnce, false, i), stop.Token);
            }
        }, TestContext.Current.CancellationToken);

        // The broker reads nothing at all.
        await harness.Broker.AcceptAsync();

        Assert.Contains("silent", Assert.Single(harness.Observer.Losses), StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);
    }

    [Fact]
    public async Task A_caller_that_gave_up_waiting_is_told_so_and_not_that_the_session_has_ended()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        var closing = harness.Session.CloseAsync(CancellationToken.None);
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();
        await closing;
        var givenUp = new CancellationToken(canceled: true);
        var request = new SubscriptionRequest([new("t", QualityOfService.AtMostOnce)], []);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => harness.Session.PingAsync(givenUp));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => harness.Session.SubscribeAsync(request, givenUp));
    }

    [Theory]
    [InlineData(false, null, 0u)]
    [InlineData(true, null, uint.MaxValue)]
    [InlineData(true, 60u, 60u)]
    [InlineData(false, 60u, 60u)]
    public async Task The_end_is_a_DISCONNECT_that_keeps_the_session_only_when_asked_and_then_a_closed_half(
        bool keeps, uint? asked, uint expiry)
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            change: s => s with { KeepSession = keeps, SessionExpiry = asked });
        await using var _ = harness;
        var closing = harness.Session.CloseAsync(CancellationToken.None);

        var disconnect = await connection.ReceiveAsync<MqttDisconnectPacket>();
        Assert.Null(await connection.ReceiveAsync());
        connection.Close();

        Assert.Equal(
            (MqttDisconnectReasonCode.NormalDisconnection, expiry),
            (disconnect.ReasonCode, disconnect.SessionExpiryInterval));
        Assert.Null(await closing);
    }

    [Fact]
    public async Task The_end_waits_until_the_broker_has_read_the_last_message_of_QoS_0()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await harness.PublishAsync(1, 1, QualityOfService.AtMostOnce);
        var closing = harness.Session.CloseAsync(CancellationToken.None);
        await connection.ReceiveAsync<MqttPublishPacket>();
        await connection.ReceiveAsync<MqttPingReqPacket>();
        await connection.ShouldBeSilentAsync();

        await connection.SendAsync(MqttPingRespPacket.Instance);

        await ShouldEndWellAsync(connection, closing);
    }

    [Fact]
    public async Task The_answer_to_an_earlier_PINGREQ_does_not_confirm_what_was_sent_after_it()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(limits: connAck => connAck.ServerKeepAlive = 4);
        await using var _ = harness;
        await connection.ReceiveAsync<MqttPingReqPacket>();
        await harness.PublishAsync(1, 1, QualityOfService.AtMostOnce);
        await connection.ReceiveAsync<MqttPublishPacket>();
        var closing = harness.Session.CloseAsync(CancellationToken.None);
        await connection.ReceiveAsync<MqttPingReqPacket>();

        await connection.SendAsync(MqttPingRespPacket.Instance);
        await connection.ShouldBeSilentAsync();
        await connection.SendAsync(MqttPingRespPacket.Instance);

        await ShouldEndWellAsync(connection, closing);
    }

    [Fact]
    public async Task What_another_broker_remembers_of_us_is_not_taken_for_our_session()
    {
        await using var other = new ScriptedBroker();
        var (harness, first) = await SessionHarness.ConnectedAsync(
            change: s => s with { Brokers = [.. s.Brokers, other.BrokerAddress], SharesSessions = false });
        await using var _ = harness;
        await harness.PublishAsync(1, 1, QualityOfService.ExactlyOnce);
        await first.ReceiveAsync<MqttPublishPacket>();
        await harness.Broker.DisposeAsync();

        var second = await (await other.AcceptAsync()).HandshakeAsync();

        var packet = await second.ReceiveAsync<MqttPublishPacket>();
        Assert.Equal(
            (true, false, 1L), (second.Connect!.CleanSession, packet.Dup, harness.Session.Counts.MayBeDuplicated));
    }

    [Fact]
    public async Task An_end_that_the_broker_does_not_confirm_is_reported()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await harness.PublishAsync(1, 1, QualityOfService.AtMostOnce);
        await connection.ReceiveAsync<MqttPublishPacket>();
        var closing = harness.Session.CloseAsync(CancellationToken.None);
        await connection.ReceiveAsync<MqttPingReqPacket>();
        connection.Close();

        Assert.Equal("the broker closed it", await closing);
        Assert.Equal(1, harness.Session.Counts.MayBeLost);
    }

    public static TheoryData<string, byte[]> Nonsense => new()
    {
        { "a SUBSCRIBE", [0x82, 0] },
        { "reserved flags", [0x41, 2, 0, 1] },
        { "QoS 3", [0x36, 5, 0, 1, 0x74, 0, 1] },
        { "a Remaining Length of five bytes", [0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1] },
        { "a topic longer than its packet", [0x30, 2, 0xFF, 0xFF] },
        { "an empty PUBACK", [0x40, 0] },
        { "a second CONNACK", [0x20, 3, 0, 0, 0] },
        { "a packet identifier of 0", [0x32, 6, 0, 1, 0x74, 0, 0, 0] },
        { "no topic", [0x30, 3, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task A_packet_that_makes_no_sense_is_a_protocol_error_and_the_next_connection_goes_on(
        string what, byte[] bytes)
    {
        var (harness, first) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await first.SendAsync(bytes);

        var answer = await first.ReceiveAsync<MqttDisconnectPacket>();
        Assert.Equal((what, MqttDisconnectReasonCode.ProtocolError), (what, answer.ReasonCode));
        await (await harness.Broker.AcceptAsync()).HandshakeAsync();
        Assert.Contains("broke the protocol", Assert.Single(harness.Observer.Losses), StringComparison.Ordinal);
    }

    /// <summary>The client says goodbye, and nothing is in doubt.</summary>
    static async Task ShouldEndWellAsync(ScriptedConnection connection, Task<string?> closing)
    {
        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();
        Assert.Null(await closing);
    }
}
