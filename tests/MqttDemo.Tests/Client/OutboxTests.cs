using System.Text;
using MqttDemo.Client;
using MqttDemo.Client.Session;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>Publishing, down to the packet.</summary>
public sealed class OutboxTests
{
    [Fact]
    public async Task A_resumed_session_sends_again_what_is_unfinished_in_order_with_its_identifier_and_DUP()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await harness.PublishAsync(1, 4, QualityOfService.AtLeastOnce);
        var sent = await PublishesAsync(first, 4);
        await first.SendAsync(new MqttPubAckPacket { PacketIdentifier = sent[1].PacketIdentifier });
        await Until.TrueAsync(() => harness.Session.Counts.Acknowledged == 1, "the PUBACK to be read");
        first.Cut();

        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.IsSessionPresent = true);
        var again = await PublishesAsync(second, 3);

        Assert.Equal(
            [(1, true, "1"), (3, true, "3"), (4, true, "4")],
            again.Select(p => ((int)p.PacketIdentifier, p.Dup, Text(p))));
        foreach (var packet in again)
        {
            await second.SendAsync(new MqttPubAckPacket { PacketIdentifier = packet.PacketIdentifier });
        }

        await harness.Session.DrainAsync(CancellationToken.None);
        Assert.Equal(new PublishCounts(4, 4, 0, 0, 0, 0, Downgraded: 0), harness.Session.Counts);
    }

    [Fact]
    public async Task An_answer_that_comes_before_the_repetition_makes_the_repetition_unnecessary()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await harness.PublishAsync(1, 3, QualityOfService.ExactlyOnce);
        await PublishesAsync(first, 3);
        first.Cut();
        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => (connAck.IsSessionPresent, connAck.ReceiveMaximum) = (true, 1));
        Assert.Equal(1, (await second.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier);

        await second.SendAsync(new MqttPubRecPacket { PacketIdentifier = 2 });
        Assert.Equal(2, (await second.ReceiveAsync<MqttPubRelPacket>()).PacketIdentifier);
        await second.SendAsync(new MqttPubCompPacket { PacketIdentifier = 2 });
        await second.SendAsync(new MqttPubRecPacket { PacketIdentifier = 1 });
        Assert.Equal(1, (await second.ReceiveAsync<MqttPubRelPacket>()).PacketIdentifier);
        await second.SendAsync(new MqttPubCompPacket { PacketIdentifier = 1 });

        Assert.Equal(3, (await second.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier);
    }

    [Fact]
    public async Task A_resumed_session_goes_on_with_PUBREL_where_PUBREC_had_come()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await harness.PublishAsync(1, 2, QualityOfService.ExactlyOnce);
        await PublishesAsync(first, 2);
        await first.SendAsync(new MqttPubRecPacket { PacketIdentifier = 1 });
        Assert.Equal(1, (await first.ReceiveAsync<MqttPubRelPacket>()).PacketIdentifier);
        first.Cut();

        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.IsSessionPresent = true);

        Assert.Equal(1, (await second.ReceiveAsync<MqttPubRelPacket>()).PacketIdentifier);
        var resent = await second.ReceiveAsync<MqttPublishPacket>();
        Assert.Equal((2, true), (resent.PacketIdentifier, resent.Dup));
        await second.SendAsync(new MqttPubCompPacket { PacketIdentifier = 1 });
        await second.SendAsync(new MqttPubRecPacket { PacketIdentifier = 2 });
        await second.ReceiveAsync<MqttPubRelPacket>();
        await second.SendAsync(new MqttPubCompPacket { PacketIdentifier = 2 });
        await harness.Session.DrainAsync(CancellationToken.None);
        Assert.Equal(new PublishCounts(2, 2, 0, 0, 0, 0, Downgraded: 0), harness.Session.Counts);
    }

    [Fact]
    public async Task A_forgotten_session_sends_everything_as_new_and_counts_what_may_be_duplicated()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await harness.PublishAsync(1, 2, QualityOfService.ExactlyOnce);
        await PublishesAsync(first, 2);
        await first.SendAsync(new MqttPubRecPacket { PacketIdentifier = 1 });
        await first.ReceiveAsync<MqttPubRelPacket>();
        first.Cut();

        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync();
        var again = await PublishesAsync(second, 2);

        Assert.Equal([("1", false), ("2", false)], again.Select(p => (Text(p), p.Dup)));
        Assert.Equal(2, harness.Session.Counts.MayBeDuplicated);
    }

    [Fact]
    public async Task A_publisher_starts_clean_once_and_then_wants_its_session_back()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        Assert.Equal((true, 300u), (first.Connect!.CleanSession, first.Connect.SessionExpiryInterval));
        first.Cut();

        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync();

        Assert.Equal(
            (false, 300u, first.Connect.ClientId),
            (second.Connect!.CleanSession, second.Connect.SessionExpiryInterval, second.Connect.ClientId));
    }

    [Fact]
    public async Task A_publisher_that_keeps_its_session_on_3_1_1_first_throws_the_old_one_away()
    {
        var will = new WillSettings("gone", default);
        await using var harness = SessionHarness.Start(
            ProtocolVersion.Mqtt311, change: s => s with { KeepSession = true, Will = will });

        var purge = await (await harness.Broker.AcceptAsync()).HandshakeAsync();
        var keep = await (await harness.Broker.AcceptAsync()).HandshakeAsync();

        Assert.Equal((true, false), (purge.Connect!.CleanSession, keep.Connect!.CleanSession));
        // The end of the first one must not publish the will.
        Assert.Equal((false, true), (purge.Connect.WillFlag, keep.Connect.WillFlag));
        await (await harness.Connecting).DisposeAsync();
    }

    [Fact]
    public async Task No_more_is_in_flight_than_the_Receive_Maximum_allows()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(limits: connAck => connAck.ReceiveMaximum = 2);
        await using var _ = harness;
        var publishing = harness.PublishAsync(1, 4, QualityOfService.AtLeastOnce);
        await PublishesAsync(connection, 2);
        await connection.ShouldBeSilentAsync();
        Assert.False(publishing.IsCompleted);

        await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = 2 });

        Assert.Equal("3", Text(await connection.ReceiveAsync<MqttPublishPacket>()));
        await connection.ShouldBeSilentAsync();
    }

    [Theory]
    [InlineData(8, 130)]
    [InlineData(40_000, 4)]
    public async Task Beyond_the_window_a_few_messages_are_accepted_that_follow_the_acknowledgements(
        int bytes, int most)
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(limits: connAck => connAck.ReceiveMaximum = 2);
        await using var _ = harness;
        using var stop = new CancellationTokenSource();
        var publishing = DedicatedThread.Start("input", () => PublishUntil(harness, new byte[bytes], stop.Token));
        await Until.TrueAsync(() => harness.Session.Counts.Sent == most, $"{most} messages to be accepted");

        for (ushort identifier = 1; identifier <= most; identifier++)
        {
            Assert.Equal(identifier, (await connection.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier);
            await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = identifier });
        }

        // Who publishes has been woken meanwhile.
        await connection.ReceiveAsync<MqttPublishPacket>();
        stop.Cancel();
        await publishing;
    }

    [Fact]
    public async Task What_was_accepted_and_never_sent_can_be_withdrawn_and_is_not_counted()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(limits: connAck => connAck.ReceiveMaximum = 2);
        await using var _ = harness;
        for (var i = 1; i <= 10; i++)
        {
            harness.Session.Publish(
                new OutgoingMessage("t", Encoding.ASCII.GetBytes($"{i}"), QualityOfService.ExactlyOnce, false, i),
                CancellationToken.None);
        }

        harness.Session.Flush();
        await PublishesAsync(first, 2);
        first.Cut();
        // What was sent once and waits again is not taken back: the broker may have it.
        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => (connAck.IsSessionPresent, connAck.ReceiveMaximum) = (true, 1));
        var again = await second.ReceiveAsync<MqttPublishPacket>();

        Assert.Equal(8, harness.Session.Withdraw());

        Assert.Equal(new PublishCounts(2, 0, 0, Unfinished: 2, 0, 0, Downgraded: 0), harness.Session.Counts);
        Assert.Equal(0, harness.Session.Withdraw());
        var publishing = harness.PublishAsync(11, 1, QualityOfService.ExactlyOnce);
        foreach (var next in (string?[])["2", "11", null])
        {
            await second.SendAsync(new MqttPubRecPacket { PacketIdentifier = again.PacketIdentifier });
            await second.ReceiveAsync<MqttPubRelPacket>();
            await second.SendAsync(new MqttPubCompPacket { PacketIdentifier = again.PacketIdentifier });
            again = next is null ? again : await second.ReceiveAsync<MqttPublishPacket>();
            Assert.Equal(next ?? "11", Text(again));
        }

        await publishing;
        await harness.Session.DrainAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_Receive_Maximum_that_shrinks_with_the_new_connection_is_obeyed_when_sending_again()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await harness.PublishAsync(1, 3, QualityOfService.AtLeastOnce);
        await PublishesAsync(first, 3);
        first.Cut();

        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => (connAck.IsSessionPresent, connAck.ReceiveMaximum) = (true, 1));

        foreach (var expected in (string[])["1", "2", "3"])
        {
            var packet = await second.ReceiveAsync<MqttPublishPacket>();
            Assert.Equal(expected, Text(packet));
            await second.ShouldBeSilentAsync();
            await second.SendAsync(new MqttPubAckPacket { PacketIdentifier = packet.PacketIdentifier });
        }

        await harness.Session.DrainAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Each_connection_without_an_answer_halves_the_window_until_one_comes()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(change: s => s with { MaxInFlight = 8 });
        await using var _ = harness;
        var publishing = harness.PublishAsync(1, 20, QualityOfService.AtLeastOnce);
        foreach (var window in (int[])[8, 4, 2, 1, 1])
        {
            // Nonsense is answered with DISCONNECT, behind everything that has been sent.
            var sent = await PublishesAsync(connection, window);
            await connection.SendAsync([0x82, 0]);
            Assert.IsType<MqttDisconnectPacket>(await connection.ReceiveAsync());
            Assert.Equal(Enumerable.Range(1, window).Select(i => $"{i}"), sent.Select(Text));
            connection.Close();
            connection = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
                connAck => connAck.IsSessionPresent = true);
        }

        await PublishesAsync(connection, 1);
        await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = 1 });

        // As many as there were in flight before, and the one for which there is room.
        Assert.Equal(["2", "3", "4", "5", "6", "7", "8", "9"], (await PublishesAsync(connection, 8)).Select(Text));
        Assert.False(publishing.IsCompleted);
    }

    [Fact]
    public async Task On_3_1_1_twenty_messages_of_QoS_2_are_in_flight_at_most()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(ProtocolVersion.Mqtt311);
        await using var _ = harness;
        var publishing = harness.PublishAsync(1, 25, QualityOfService.ExactlyOnce);

        await PublishesAsync(connection, 20);

        await connection.ShouldBeSilentAsync();
        Assert.False(publishing.IsCompleted);
    }

    [Fact]
    public async Task A_message_longer_than_the_Maximum_Packet_Size_is_refused_and_the_others_go_on()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            limits: connAck => connAck.MaximumPacketSize = 30);
        await using var _ = harness;
        await harness.PublishAsync(1, 1, QualityOfService.AtLeastOnce);
        await harness.Session.PublishAsync(
            new OutgoingMessage("t", new byte[31], QualityOfService.AtLeastOnce, false, 2), CancellationToken.None);
        await harness.PublishAsync(3, 1, QualityOfService.AtMostOnce);

        Assert.Equal(["1", "3"], (await PublishesAsync(connection, 2)).Select(Text));

        var refusal = Assert.Single(harness.Observer.Refusals);
        Assert.Equal(
            (2, "its packet of 39 bytes is longer than the broker's Maximum Packet Size of 30"),
            (refusal.Position, refusal.Reason));
    }

    [Fact]
    public async Task Maximum_QoS_and_Retain_Available_are_obeyed_before_sending()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            limits: connAck =>
                (connAck.MaximumQoS, connAck.RetainAvailable) = (MqttQualityOfServiceLevel.AtLeastOnce, false));
        await using var _ = harness;
        await harness.PublishAsync(1, 1, QualityOfService.ExactlyOnce);
        await harness.PublishAsync(2, 1, QualityOfService.AtLeastOnce, retain: true);

        await connection.ShouldBeSilentAsync();

        Assert.Equal(
            ["the broker supports QoS 1 at most", "the broker does not keep retained messages"],
            harness.Observer.Refusals.Select(refusal => refusal.Reason));
        Assert.Equal(2, harness.Session.Counts.Refused);
    }

    [Fact]
    public async Task A_refusing_PUBACK_or_PUBREC_is_reported_with_its_reason_and_no_PUBREL_follows()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await harness.PublishAsync(1, 1, QualityOfService.AtLeastOnce);
        await harness.PublishAsync(2, 1, QualityOfService.ExactlyOnce);
        await PublishesAsync(connection, 2);
        await connection.SendAsync(
            new MqttPubAckPacket
            {
                PacketIdentifier = 1,
                ReasonCode = MqttPubAckReasonCode.NotAuthorized,
                ReasonString = "not you",
            });
        await connection.SendAsync(
            new MqttPubRecPacket { PacketIdentifier = 2, ReasonCode = MqttPubRecReasonCode.QuotaExceeded });

        await connection.ShouldBeSilentAsync();

        await harness.Session.DrainAsync(CancellationToken.None);
        Assert.Equal(
            [
                (1, "not authorized (not you), topic t, without a user name"),
                (2, "quota exceeded, topic t, without a user name")],
            harness.Observer.Refusals.Select(r => ((int)r.Position, r.Reason)));
        Assert.Equal(new PublishCounts(0, 0, 2, 0, 0, 0, Downgraded: 0), harness.Session.Counts);
    }

    [Fact]
    public async Task A_repeated_PUBLISH_that_the_broker_has_already_goes_on_with_PUBREL()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await harness.PublishAsync(1, 1, QualityOfService.ExactlyOnce);
        await PublishesAsync(first, 1);
        first.Cut();
        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.IsSessionPresent = true);
        await PublishesAsync(second, 1);

        await second.SendAsync(
            new MqttPubRecPacket { PacketIdentifier = 1, ReasonCode = MqttPubRecReasonCode.PacketIdentifierInUse });

        Assert.Equal(1, (await second.ReceiveAsync<MqttPubRelPacket>()).PacketIdentifier);
        Assert.Empty(harness.Observer.Refusals);
    }

    [Fact]
    public async Task An_acknowledgement_nobody_waits_for_changes_nothing()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = 7 });
        await connection.SendAsync(new MqttPubCompPacket { PacketIdentifier = 8 });
        await connection.SendAsync(new MqttPubRecPacket { PacketIdentifier = 9 });

        var answer = await connection.ReceiveAsync<MqttPubRelPacket>();

        Assert.Equal((9, MqttPubRelReasonCode.PacketIdentifierNotFound), (answer.PacketIdentifier, answer.ReasonCode));
        Assert.Equal(default, harness.Session.Counts);
    }

    [Fact]
    public async Task What_was_published_at_QoS_0_on_a_connection_that_broke_is_counted_as_possibly_lost()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await harness.PublishAsync(1, 5, QualityOfService.AtMostOnce);
        await PublishesAsync(connection, 5);
        connection.Cut();
        await (await harness.Broker.AcceptAsync()).HandshakeAsync(connAck => connAck.IsSessionPresent = true);

        await Until.TrueAsync(() => harness.Session.Counts.MayBeLost == 5, "the loss to be counted");
    }

    [Fact]
    public async Task A_session_that_is_closed_while_it_begins_a_connection_waits_there_until_all_is_read()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(change: s => s with { AllowsDowngrade = true });
        await using var _ = harness;
        await harness.PublishAsync(1, 1, QualityOfService.ExactlyOnce);
        await harness.Session.PublishAsync(
            new OutgoingMessage("t", new byte[40], QualityOfService.ExactlyOnce, false, 2), CancellationToken.None);
        harness.Session.Flush();
        await PublishesAsync(first, 2);
        // The second message is refused on the next connection, and who begins it waits to tell.
        harness.Observer.MayRefuse.Reset();
        first.Cut();
        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => (connAck.MaximumQoS, connAck.MaximumPacketSize) = (MqttQualityOfServiceLevel.AtMostOnce, 30));
        await second.ReceiveAsync<MqttPublishPacket>();
        // After a connection without an answer the first message is followed by one.
        await second.ReceiveAsync<MqttPingReqPacket>();
        await Until.TrueAsync(() => harness.Observer.Refusals.Count == 1, "the refusal");

        var closing = harness.Session.CloseAsync(CancellationToken.None);
        await second.ReceiveAsync<MqttPingReqPacket>();
        harness.Observer.MayRefuse.Set();

        await second.ShouldBeSilentAsync();
        await second.SendAsync(new MqttPingRespPacket());
        await second.SendAsync(new MqttPingRespPacket());
        await second.ReceiveAsync<MqttDisconnectPacket>();
        second.Close();
        Assert.Null(await closing);
        Assert.Equal(0, harness.Session.Counts.MayBeLost);
    }

    static void PublishUntil(SessionHarness harness, byte[] payload, CancellationToken stop)
    {
        for (var i = 1; !stop.IsCancellationRequested; i++)
        {
            try
            {
                harness.Session.Publish(
                    new OutgoingMessage("t", payload, QualityOfService.AtLeastOnce, false, i), stop);
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }

    static async Task<List<MqttPublishPacket>> PublishesAsync(ScriptedConnection connection, int count)
    {
        var packets = new List<MqttPublishPacket>();
        while (packets.Count < count)
        {
            packets.Add(await connection.ReceiveAsync<MqttPublishPacket>());
        }

        return packets;
    }

    static string Text(MqttPublishPacket packet) => Encoding.UTF8.GetString(packet.Payload);
}
