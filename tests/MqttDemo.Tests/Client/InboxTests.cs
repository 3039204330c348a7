using MqttDemo.Client.Session;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>Receiving, down to the packet.</summary>
public sealed class InboxTests
{
    const MqttQualityOfServiceLevel AtLeastOnce = MqttQualityOfServiceLevel.AtLeastOnce;
    const MqttQualityOfServiceLevel ExactlyOnce = MqttQualityOfServiceLevel.ExactlyOnce;

    [Fact]
    public async Task Nothing_is_acknowledged_before_it_has_been_written()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await connection.PublishAsync("a", AtLeastOnce, 1);
        await connection.PublishAsync("b", ExactlyOnce, 2);
        var received = await TakeAsync(harness, 2);
        await connection.ShouldBeSilentAsync();

        received.ForEach(block => block.Acknowledge(block.Messages.Count));

        Assert.Equal(1, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        Assert.Equal(2, (await connection.ReceiveAsync<MqttPubRecPacket>()).PacketIdentifier);
    }

    [Fact]
    public async Task Only_as_many_as_were_written_are_acknowledged()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await connection.PublishAsync("a", AtLeastOnce, 1);
        var (block, _) = await harness.ReceiveAsync();

        block.Acknowledge(0);

        await connection.ShouldBeSilentAsync();
    }

    [Fact]
    public async Task A_redelivery_at_QoS_2_of_what_has_been_written_is_acknowledged_and_not_handed_out_again()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(startsClean: false);
        await using var _ = harness;
        await first.PublishAsync("once", ExactlyOnce, 7);
        var (block, _) = await harness.ReceiveAsync();
        block.Acknowledge(1);
        await first.ReceiveAsync<MqttPubRecPacket>();
        first.Cut();

        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.IsSessionPresent = true);
        await second.PublishAsync("once", ExactlyOnce, 7, dup: true);

        Assert.Equal(7, (await second.ReceiveAsync<MqttPubRecPacket>()).PacketIdentifier);
        await ShouldBeNextAsync(harness, second, "another");
    }

    [Fact]
    public async Task A_message_that_is_written_after_its_redelivery_is_acknowledged_on_the_new_connection()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(startsClean: false);
        await using var _ = harness;
        await first.PublishAsync("once", ExactlyOnce, 7);
        var (block, _) = await harness.ReceiveAsync();
        first.Cut();
        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.IsSessionPresent = true);
        await second.PublishAsync("once", ExactlyOnce, 7, dup: true);
        await second.ShouldBeSilentAsync();

        block.Acknowledge(1);

        Assert.Equal(7, (await second.ReceiveAsync<MqttPubRecPacket>()).PacketIdentifier);
        await ShouldBeNextAsync(harness, second, "another");
    }

    [Fact]
    public async Task At_QoS_1_a_message_that_comes_again_while_it_is_dealt_with_is_acknowledged_once()
    {
        var (harness, block) = await InHandAsync();
        await using var _ = harness;
        var second = await ResumedAsync(harness);
        await second.PublishAsync("once", AtLeastOnce, 7, dup: true);
        await second.ShouldBeSilentAsync();

        block.Acknowledge(1);

        Assert.Equal(7, (await second.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await second.ShouldBeSilentAsync();
        await ShouldBeNextAsync(harness, second, "another");
    }

    [Fact]
    public async Task At_QoS_1_a_message_that_was_done_during_an_outage_is_acknowledged_when_it_comes_again()
    {
        var (harness, block) = await InHandAsync();
        await using var _ = harness;
        block.Acknowledge(1);
        var second = await ResumedAsync(harness);

        await second.PublishAsync("once", AtLeastOnce, 7, dup: true);

        Assert.Equal(7, (await second.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        // The identifier is free now: the same once more is another message.
        await second.PublishAsync("once", AtLeastOnce, 7);
        Assert.Equal(["once"], (await harness.ReceiveAsync()).Texts);
    }

    [Fact]
    public async Task At_QoS_1_what_nobody_has_begun_when_the_session_goes_on_is_not_handed_out_before_it_comes_again()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(startsClean: false);
        await using var _ = harness;
        await first.PublishAsync("none", MqttQualityOfServiceLevel.AtMostOnce);
        await first.PublishAsync("waits", AtLeastOnce, 7);
        // It has been read when what comes after it has been answered.
        await first.ShouldBeSilentAsync();
        var second = await CutAndResumeAsync(harness, first);

        await second.PublishAsync("waits", AtLeastOnce, 7, dup: true);
        await second.ShouldBeSilentAsync();

        var blocks = await TakeAsync(harness, 2);
        var payloads = blocks.SelectMany(block => block.Messages).Select(message => message.Payload.ToArray());
        Assert.Equal(["none", "waits"], payloads.Select(System.Text.Encoding.UTF8.GetString));
        blocks.ForEach(block => block.Acknowledge(block.Messages.Count));
        Assert.Equal(7, (await second.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await second.ShouldBeSilentAsync();
    }

    [Fact]
    public async Task At_QoS_1_another_message_under_the_identifier_of_one_that_is_being_dealt_with_is_handed_out()
    {
        var (harness, block) = await InHandAsync();
        await using var _ = harness;
        var second = await ResumedAsync(harness);
        await second.PublishAsync("other", AtLeastOnce, 7);

        var (other, texts) = await harness.ReceiveAsync();
        block.Acknowledge(1);
        await second.ShouldBeSilentAsync();

        Assert.Equal(["other"], texts);
        other.Acknowledge(1);
        Assert.Equal(7, (await second.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
    }

    [Fact]
    public async Task At_QoS_1_a_message_that_comes_again_on_the_same_connection_is_acknowledged_once()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await connection.PublishAsync("once", AtLeastOnce, 7);
        var (block, _) = await harness.ReceiveAsync();
        await connection.PublishAsync("once", AtLeastOnce, 7, dup: true);
        await connection.ShouldBeSilentAsync();

        block.Acknowledge(1);

        Assert.Equal(7, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await ShouldBeNextAsync(harness, connection, "another");
    }

    [Theory]
    [InlineData(AtLeastOnce)]
    [InlineData(ExactlyOnce)]
    public async Task An_acknowledgement_is_never_sent_on_another_connection_than_its_message_came_on(
        MqttQualityOfServiceLevel qos)
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(startsClean: false);
        await using var _ = harness;
        await first.PublishAsync("old", qos, 7);
        var (block, _) = await harness.ReceiveAsync();
        first.Cut();
        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync();

        block.Acknowledge(1);

        await second.ShouldBeSilentAsync();
        await second.PublishAsync("new", qos, 7);
        Assert.Equal(["new"], (await harness.ReceiveAsync()).Texts);
    }

    [Fact]
    public async Task After_PUBREL_the_identifier_is_free_for_a_new_message()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        foreach (var text in (string[])["first", "second"])
        {
            await connection.PublishAsync(text, ExactlyOnce, 7);
            var (block, texts) = await harness.ReceiveAsync();
            Assert.Equal([text], texts);
            block.Acknowledge(1);
            await connection.ReceiveAsync<MqttPubRecPacket>();
            await connection.SendAsync(new MqttPubRelPacket { PacketIdentifier = 7 });
            Assert.Equal(7, (await connection.ReceiveAsync<MqttPubCompPacket>()).PacketIdentifier);
        }
    }

    [Fact]
    public async Task Subscriptions_are_renewed_on_every_connection_and_retained_messages_are_asked_for_again_where_the_session_is_new()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(startsClean: false);
        await using var _ = harness;
        await SubscribeAsync(harness, first, MqttSubscribeReasonCode.GrantedQoS1);
        first.Cut();

        var granted = await RenewedAsync(isSessionPresent: true);
        var forgotten = await RenewedAsync(isSessionPresent: false);
        // The session is there, but whether the SUBSCRIBE before has reached it nobody knows.
        var doubtful = await RenewedAsync(isSessionPresent: true);

        Assert.Equal(
            [
                MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly, MqttRetainHandling.SendAtSubscribe,
                MqttRetainHandling.SendAtSubscribe
            ], [granted, forgotten, doubtful]);

        async Task<MqttRetainHandling> RenewedAsync(bool isSessionPresent)
        {
            var connection = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
                connAck => connAck.IsSessionPresent = isSessionPresent);
            var filter = Assert.Single((await connection.ReceiveAsync<MqttSubscribePacket>()).TopicFilters);
            Assert.Equal("a/#", filter.Topic);
            connection.Cut();
            return filter.RetainHandling;
        }
    }

    [Fact]
    public async Task A_block_with_nonsense_in_it_is_good_up_to_there()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;

        await connection.SendAsync([0x30, 5, 0, 1, 0x74, 0, (byte)'x', 0x00, 0x00]);

        Assert.Equal(["x"], (await harness.ReceiveAsync()).Texts);
    }

    [Theory]
    [InlineData(MqttSubscribeReasonCode.NotAuthorized, "denied the subscription to a/#: not authorized")]
    [InlineData(MqttSubscribeReasonCode.GrantedQoS0, "granted a/# at QoS 0, not at QoS 1")]
    public async Task A_subscription_that_is_denied_or_downgraded_is_an_error(
        MqttSubscribeReasonCode code, string expected)
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;

        var failure = await Assert.ThrowsAsync<MqttDemoException>(() => SubscribeAsync(harness, connection, code));

        Assert.Equal(FailureKind.Denied, failure.Kind);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_subscription_is_renewed_before_what_is_unfinished_goes_out_again()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await SubscribeAsync(harness, first, MqttSubscribeReasonCode.GrantedQoS1);
        await harness.PublishAsync(1, 1, QualityOfService.AtLeastOnce);
        await first.ReceiveAsync<MqttPublishPacket>();
        first.Cut();

        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync();

        await second.ReceiveAsync<MqttSubscribePacket>();
        await second.ReceiveAsync<MqttPublishPacket>();
    }

    [Fact]
    public async Task A_filter_that_cannot_be_renewed_ends_the_session_with_a_DISCONNECT()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        await SubscribeAsync(harness, first, MqttSubscribeReasonCode.GrantedQoS1);
        first.Cut();

        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.MaximumPacketSize = 10);

        await second.ReceiveAsync<MqttDisconnectPacket>();
        var failure = Assert.Throws<MqttDemoException>(() => harness.Session.Receive(CancellationToken.None));
        Assert.Equal(
            (FailureKind.Denied, "the filter a/# does not fit into the broker's Maximum Packet Size of 10 bytes"),
            (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task A_broker_that_hangs_is_given_up_although_more_has_arrived_than_is_wanted_while_we_wait_to_publish()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            change: s => s with { KeepAlive = 1 }, limits: connAck => connAck.ReceiveMaximum = 1);
        await using var _ = harness;
        // With more than 8 MiB nothing is read, unless an answer is waited for: here that to the first of two messages.
        var publishing = harness.PublishAsync(1, 2, QualityOfService.AtLeastOnce);
        await connection.ReceiveAsync<MqttPublishPacket>();
        var payload = new string('x', 1024 * 1024);
        for (var i = 0; i < 9; i++)
        {
            await connection.PublishAsync(payload, MqttQualityOfServiceLevel.AtMostOnce);
        }

        await Until.TrueAsync(() => !harness.Observer.Losses.IsEmpty, "the loss");

        Assert.Equal("the broker has been silent for 1.5 s", Assert.Single(harness.Observer.Losses));
        Assert.False(publishing.IsCompleted);
    }

    /// <summary>A message of QoS 1 under the identifier 7 is being dealt with, and the connection has gone.</summary>
    static async Task<(SessionHarness Harness, ReceivedBlock Block)> InHandAsync()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(startsClean: false);
        await first.PublishAsync("once", AtLeastOnce, 7);
        var (block, _) = await harness.ReceiveAsync();
        first.Cut();
        await Until.TrueAsync(() => !harness.Observer.Losses.IsEmpty, "the loss");
        return (harness, block);
    }

    static async Task<ScriptedConnection> ResumedAsync(SessionHarness harness) =>
        await (await harness.Broker.AcceptAsync()).HandshakeAsync(connAck => connAck.IsSessionPresent = true);

    static Task<ScriptedConnection> CutAndResumeAsync(SessionHarness harness, ScriptedConnection connection)
    {
        connection.Cut();
        return ResumedAsync(harness);
    }

    static async Task SubscribeAsync(
        SessionHarness harness, ScriptedConnection connection, MqttSubscribeReasonCode code)
    {
        var subscribing = harness.Session.SubscribeAsync(
            new([new("a/#", QualityOfService.AtLeastOnce)], [], false), CancellationToken.None);
        await connection.GrantAsync(code);
        await subscribing;
    }

    static async Task<List<ReceivedBlock>> TakeAsync(SessionHarness harness, int messages)
    {
        var blocks = new List<ReceivedBlock>();
        while (blocks.Sum(block => block.Messages.Count) < messages)
        {
            blocks.Add((await harness.ReceiveAsync()).Block);
        }

        return blocks;
    }

    /// <summary>Nothing else has been handed out before the message that is sent now.</summary>
    static async Task ShouldBeNextAsync(SessionHarness harness, ScriptedConnection connection, string text)
    {
        await connection.PublishAsync(text, MqttQualityOfServiceLevel.AtMostOnce);
        Assert.Equal([text], (await harness.ReceiveAsync()).Texts);
    }
}
