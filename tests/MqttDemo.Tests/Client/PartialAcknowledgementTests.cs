using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>
/// What a subscriber needs that works on its messages: acknowledging them one by one, asking whether all are here, and
/// publishing meanwhile.
/// </summary>
public sealed class PartialAcknowledgementTests
{
    [Fact]
    public async Task The_first_messages_of_a_block_can_be_acknowledged_before_the_others_and_each_once()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        // In one write, so that they come in one block.
        await connection.SendAsync([.. Publish(1), .. Publish(2), .. Publish(3)]);
        var (block, texts) = await harness.ReceiveAsync();
        Assert.Equal(3, texts.Length);

        block.AcknowledgeFirst(1);
        Assert.Equal(1, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        block.AcknowledgeFirst(1);
        await connection.ShouldBeSilentAsync();
        block.Acknowledge(3);

        Assert.Equal(2, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        Assert.Equal(3, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        await connection.ShouldBeSilentAsync();
    }

    [Fact]
    public async Task A_block_that_is_used_again_begins_unacknowledged()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        for (ushort identifier = 1; identifier <= 3; identifier++)
        {
            await connection.PublishAsync("x", MqttQualityOfServiceLevel.AtLeastOnce, identifier);
            var (block, _) = await harness.ReceiveAsync();
            block.AcknowledgeFirst(1);
            block.Acknowledge(1);
            Assert.Equal(identifier, (await connection.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        }
    }

    [Fact]
    public async Task A_ping_is_over_when_its_own_answer_has_come()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        var first = harness.Session.PingAsync(CancellationToken.None);
        var second = harness.Session.PingAsync(CancellationToken.None);
        await connection.ReceiveAsync<MqttPingReqPacket>();
        await connection.ReceiveAsync<MqttPingReqPacket>();

        await connection.SendAsync(MqttPingRespPacket.Instance);
        await first.WaitAsync(App.Patience, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        await connection.SendAsync(MqttPingRespPacket.Instance);

        await second.WaitAsync(App.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_ping_whose_connection_breaks_is_sent_again_on_the_next()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        var ping = harness.Session.PingAsync(CancellationToken.None);
        await first.ReceiveAsync<MqttPingReqPacket>();
        first.Cut();

        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.IsSessionPresent = true);
        await second.ReceiveAsync<MqttPingReqPacket>();
        Assert.False(ping.IsCompleted);
        await second.SendAsync(MqttPingRespPacket.Instance);

        await ping.WaitAsync(App.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_caller_that_publishes_before_it_acknowledges_is_not_held_up_by_what_has_arrived_meanwhile()
    {
        const int large = 1024 * 1024;
        var (harness, connection) = await SessionHarness.ConnectedAsync(limits: connAck => connAck.ReceiveMaximum = 1);
        await using var _ = harness;
        // More than the subscriber keeps in memory, so that it stops reading.
        var sending = Task.Run(async () =>
        {
            for (ushort identifier = 1; identifier <= 20; identifier++)
            {
                await connection.PublishAsync(
                    new string('x', large), MqttQualityOfServiceLevel.AtLeastOnce, identifier);
            }

            await connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = 1 });
        }, TestContext.Current.CancellationToken);
        await harness.ReceiveAsync();
        await harness.PublishAsync(1, 1, QualityOfService.AtLeastOnce);

        // There is room for it when the first has been acknowledged, behind all that.
        await harness.PublishAsync(2, 1, QualityOfService.AtLeastOnce).WaitAsync(
            App.Patience, TestContext.Current.CancellationToken);
        await sending;

        Assert.Equal(1, (await connection.ReceiveAsync<MqttPublishPacket>()).PacketIdentifier);
        await connection.ReceiveAsync<MqttPublishPacket>();
    }

    static byte[] Publish(byte identifier) => [0x32, 7, 0, 1, (byte)'t', 0, identifier, 0, (byte)'x'];
}
