using MqttDemo.Tests.Infra;
using MQTTnet.Packets;

namespace MqttDemo.Tests.Broker;

/// <summary>The retained messages of the embedded broker are bounded, and take nothing from those who get on.</summary>
[Trait("Length", "long")]
public sealed class RetainedMemory
{
    const int Length = 800_000;

    /// <summary>More than all memory for messages.</summary>
    const int Many = 90;

    static readonly string Content = new('r', Length);

    [Fact]
    public async Task All_that_are_kept_come_to_a_new_subscriber_and_the_first_that_is_not_is_reported()
    {
        await using var broker = await ServedBroker.StartAsync();
        await FillAsync(broker);

        using var client = await broker.ConnectAsync("client");
        await client.SubscribeAsync("many/#", 1);
        for (var kept = 24 * 1024 * 1024 / (Length + 500); kept > 0; kept--)
        {
            Assert.Equal(Content, await client.AcknowledgedPayloadAsync());
        }

        var warning = Assert.Single(broker.Warnings);
        Assert.StartsWith(
            "the embedded broker has no room for more retained messages: it keeps 24 MB", warning,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_messages_have_their_room_whatever_is_retained()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var slow = await broker.ConnectAsync("slow");
        await slow.SubscribeAsync("t", 1);
        await FillAsync(broker);
        using var publisher = await broker.ConnectAsync("publisher");
        for (ushort number = 1; number <= 20; number++)
        {
            await publisher.PublishAsync("t", $"{number} {Content}", 1, number);
            await publisher.ReceiveAsync<MqttPubAckPacket>();
        }

        for (var number = 1; number <= 20; number++)
        {
            Assert.Equal($"{number} {Content}", await slow.AcknowledgedPayloadAsync());
        }
    }

    [Fact]
    public async Task The_last_one_is_kept_in_the_place_of_the_one_before_and_an_old_one_never_stays()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var door = await broker.ConnectAsync("door");
        await RetainAsync(door, "door", "open");
        await RetainAsync(door, "gate", "open");
        await FillAsync(broker);
        await RetainAsync(door, "door", "shut");
        await RetainAsync(door, "gate", Content);

        using var client = await broker.ConnectAsync("client");
        await client.SubscribeAsync("door", 0);
        Assert.Equal("shut", await client.PayloadAsync());
        await client.SubscribeAsync("gate", 0);
        await client.ShouldBeSilentAsync();
    }

    static async Task FillAsync(ServedBroker broker)
    {
        using var publisher = await broker.ConnectAsync("filler");
        for (var number = 1; number <= Many; number++)
        {
            await RetainAsync(publisher, $"many/{number}", Content);
        }
    }

    static async Task RetainAsync(RawClient publisher, string topic, string payload)
    {
        await publisher.PublishAsync(topic, payload, 1, 1, packet => packet.Retain = true);
        await publisher.ReceiveAsync<MqttPubAckPacket>();
    }
}
