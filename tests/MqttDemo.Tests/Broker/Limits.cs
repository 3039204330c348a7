using MqttDemo.Tests.Infra;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Tests.Broker;

/// <summary>What a client allows is obeyed by the embedded broker (MQTT 5, section 3.1.2.11).</summary>
public sealed class Limits
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_more_messages_are_unacknowledged_than_the_Receive_Maximum(int qos)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id", change: connect => connect.ReceiveMaximum = 3);
        await client.SubscribeAsync("t", qos);
        await PublishAsync(broker, qos, 10);

        await ShouldComeInStepsAsync(client, qos, 10, 3);
    }

    [Fact]
    public async Task Before_MQTT_5_no_more_than_20_messages_of_QoS_2_are_unacknowledged()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id", MqttProtocolVersion.V311);
        await client.SubscribeAsync("t", 2);
        await PublishAsync(broker, 2, 50);

        await ShouldComeInStepsAsync(client, 2, 50, 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_message_that_is_longer_than_the_Maximum_Packet_Size_is_left_out_and_counted(int qos)
    {
        var broker = await ServedBroker.StartAsync();
        using (var client = await broker.ConnectAsync("id", change: connect => connect.MaximumPacketSize = 200))
        {
            await client.SubscribeAsync("t", qos);
            using var sender = await broker.ConnectAsync("sender");
            await sender.PublishAsync("t", new string('x', 300), qos, (ushort)qos);
            await sender.PublishAsync("t", "short", qos, (ushort)(2 * qos));
            Assert.Equal("short", await client.PayloadAsync());
            await client.ShouldBeSilentAsync();
        }

        await broker.DisposeAsync();
        Assert.Contains("1 messages were longer than 'id' takes", broker.Warnings);
    }

    [Fact]
    public async Task A_topic_alias_stands_for_its_topic()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id");
        Assert.Equal(100, client.Welcome!.TopicAliasMaximum);
        await client.SubscribeAsync("a/b", 0);
        await client.PublishAsync("a/b", "1", 0, change: packet => packet.TopicAlias = 100);
        await client.PublishAsync("", "2", 0, change: packet => packet.TopicAlias = 100);

        Assert.Equal("1", await client.PayloadAsync());
        Assert.Equal("2", await client.PayloadAsync());
    }

    static async Task PublishAsync(ServedBroker broker, int qos, int count)
    {
        using var sender = await broker.ConnectAsync("sender");
        for (var number = 1; number <= count; number++)
        {
            await sender.PublishAsync("t", $"{number}", qos, (ushort)number);
            await sender.ReceiveAsync();
        }
    }

    /// <summary>
    /// They come one after the other when each is acknowledged, and never more than the window before that.
    /// </summary>
    static async Task ShouldComeInStepsAsync(RawClient client, int qos, int count, int window)
    {
        var open = new Queue<ushort>();
        for (var number = 1; number <= count; number++)
        {
            if (open.Count == window)
            {
                await client.ShouldBeSilentAsync();
                await FinishAsync(client, qos, open.Dequeue());
            }

            var message = await client.ReceiveAsync<MqttPublishPacket>();
            Assert.Equal($"{number}", RawClient.Payload(message));
            open.Enqueue(message.PacketIdentifier);
        }
    }

    static async Task FinishAsync(RawClient client, int qos, ushort identifier)
    {
        if (qos == 1)
        {
            await client.SendAsync(new MqttPubAckPacket { PacketIdentifier = identifier });
            return;
        }

        await client.SendAsync(new MqttPubRecPacket { PacketIdentifier = identifier });
        Assert.Equal(identifier, (await client.ReceiveAsync<MqttPubRelPacket>()).PacketIdentifier);
        await client.ShouldBeSilentAsync();
        await client.SendAsync(new MqttPubCompPacket { PacketIdentifier = identifier });
    }
}
