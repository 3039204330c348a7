using MqttDemo.Tests.Infra;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Broker;

/// <summary>Who gets which message from the embedded broker, and how, packet by packet.</summary>
public sealed class Routing
{
    [Theory]
    [InlineData(MqttProtocolVersion.V311, 0x80)]
    [InlineData(MqttProtocolVersion.V500, 0x8F)]
    public async Task SUBACK_has_its_codes_in_the_order_of_the_request(MqttProtocolVersion version, int refusal)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id", version);

        var subAck = await client.SubscribeAsync(
            Filter("a", 0), Filter("b", 1), Filter("c", 2), Filter("d/#/e", 1), Filter("f", 1));

        Assert.Equal([0, 1, 2, refusal, 1], subAck.ReasonCodes.Select(code => (int)code));
    }

    [Fact]
    public async Task UNSUBACK_distinguishes_a_subscription_that_was_there_from_one_that_was_not()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id");
        await client.SubscribeAsync("a", 1);

        await client.SendAsync(new MqttUnsubscribePacket { PacketIdentifier = 2, TopicFilters = ["a", "b"] });
        var unsubAck = await client.ReceiveAsync<MqttUnsubAckPacket>();
        await client.PublishAsync("a", "nobody", 1, 3);

        Assert.Equal([0, 0x11], unsubAck.ReasonCodes.Select(code => (int)code));
        Assert.Equal(
            MqttPubAckReasonCode.NoMatchingSubscribers, (await client.ReceiveAsync<MqttPubAckPacket>()).ReasonCode);
    }

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("+/+", "/b", true)]
    [InlineData("#", "a", true)]
    [InlineData("#", "$internal/a", false)]
    [InlineData("+/a", "$internal/a", false)]
    [InlineData("$internal/#", "$internal/a", true)]
    [InlineData("a/b", "a/B", false)]
    [InlineData("a/", "a", false)]
    [InlineData("a/+/", "a/b/", true)]
    public async Task A_filter_matches_as_the_specification_says(string filter, string topic, bool isMatch)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id");
        await client.PublishAsync(topic, "kept", 0, change: packet => packet.Retain = true);
        await client.SubscribeAsync(filter, 0);
        await client.PublishAsync(topic, "new");

        if (isMatch)
        {
            Assert.Equal("kept", await client.PayloadAsync());
            Assert.Equal("new", await client.PayloadAsync());
        }

        await client.ShouldBeSilentAsync();
    }

    [Fact]
    public async Task Where_filters_overlap_one_message_comes_with_the_highest_QoS_and_all_identifiers()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id");
        await client.SendAsync(
            new MqttSubscribePacket
            {
                PacketIdentifier = 1,
                SubscriptionIdentifier = 11,
                TopicFilters = [Filter("o/#", 0)],
            });
        await client.SendAsync(
            new MqttSubscribePacket
            {
                PacketIdentifier = 2,
                SubscriptionIdentifier = 22,
                TopicFilters = [Filter("o/x", 2)],
            });
        await client.ReceiveAsync<MqttSubAckPacket>();
        await client.ReceiveAsync<MqttSubAckPacket>();

        await client.PublishAsync("o/x", "m", 1, 3);
        var message = await client.ReceiveAsync<MqttPublishPacket>();
        await client.ReceiveAsync<MqttPubAckPacket>();

        Assert.Equal(MqttQualityOfServiceLevel.AtLeastOnce, message.QualityOfServiceLevel);
        Assert.Equal([11u, 22u], message.SubscriptionIdentifiers.Order());
        await client.ShouldBeSilentAsync();
    }

    [Fact]
    public async Task What_a_client_publishes_does_not_come_back_where_it_says_No_Local()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id");
        using var other = await broker.ConnectAsync("other");
        await client.SubscribeAsync(new MqttTopicFilter { Topic = "t", NoLocal = true });
        await client.PublishAsync("t", "mine");
        await client.ShouldBeSilentAsync();
        await other.PublishAsync("t", "theirs");

        Assert.Equal("theirs", await client.PayloadAsync());
    }

    /// <summary>It is the client identifier that counts (MQTT 5, section 3.8.3.1), not the session.</summary>
    [Fact]
    public async Task What_a_client_left_in_an_earlier_session_does_not_come_back_where_it_says_No_Local()
    {
        await using var broker = await ServedBroker.StartAsync();
        using (var earlier = await broker.ConnectAsync("id"))
        {
            await earlier.PublishAsync("t/1", "mine", 1, 1, packet => packet.Retain = true);
            await earlier.ReceiveAsync<MqttPubAckPacket>();
        }

        using var other = await broker.ConnectAsync("other");
        await other.PublishAsync("t/2", "theirs", 1, 1, packet => packet.Retain = true);
        await other.ReceiveAsync<MqttPubAckPacket>();
        using var client = await broker.ConnectAsync("id");
        Assert.False(client.Welcome!.IsSessionPresent);
        await client.SubscribeAsync(new MqttTopicFilter { Topic = "t/+", NoLocal = true });

        Assert.Equal("theirs", await client.PayloadAsync());
        await client.ShouldBeSilentAsync();
    }

    [Theory]
    [InlineData(MqttRetainHandling.SendAtSubscribe, true, true)]
    [InlineData(MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly, true, false)]
    [InlineData(MqttRetainHandling.DoNotSendOnSubscribe, false, false)]
    public async Task Retained_messages_come_as_the_subscription_says(
        MqttRetainHandling handling, bool first, bool second)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id");
        await client.PublishAsync("t", "kept", 0, change: packet => packet.Retain = true);
        foreach (var isExpected in (bool[])[first, second])
        {
            await client.SubscribeAsync(new MqttTopicFilter { Topic = "t", RetainHandling = handling });
            if (isExpected)
            {
                Assert.True((await client.ReceiveAsync<MqttPublishPacket>()).Retain);
            }

            await client.ShouldBeSilentAsync();
        }
    }

    [Fact]
    public async Task A_retained_message_is_removed_by_an_empty_one_and_is_marked_where_that_is_asked_for()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id");
        await client.SubscribeAsync(
            Filter("plain", 0), new MqttTopicFilter { Topic = "marked", RetainAsPublished = true });
        foreach (var topic in (string[])["plain", "marked"])
        {
            await client.PublishAsync(topic, "kept", 0, change: packet => packet.Retain = true);
            Assert.Equal(topic == "marked", (await client.ReceiveAsync<MqttPublishPacket>()).Retain);
            await client.PublishAsync(topic, "", 0, change: packet => packet.Retain = true);
            await client.ReceiveAsync<MqttPublishPacket>();
        }

        await client.SubscribeAsync("#", 0);
        await client.ShouldBeSilentAsync();
    }

    [Fact]
    public async Task A_message_arrives_with_all_its_properties_and_what_is_left_of_its_life()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await broker.ConnectAsync("id");
        await client.SubscribeAsync("t", 0);

        await client.PublishAsync("t", "m", 0, change: packet =>
        {
            (packet.ContentType, packet.ResponseTopic, packet.CorrelationData) = ("a", "b", [0, 0xFF]);
            (packet.PayloadFormatIndicator, packet.MessageExpiryInterval) =
                (MqttPayloadFormatIndicator.CharacterData, 100);
            packet.UserProperties = [new("k", "1"u8.ToArray()), new("k", "2"u8.ToArray())];
        });
        var message = await client.ReceiveAsync<MqttPublishPacket>();

        Assert.Equal(
            ("a", "b", MqttPayloadFormatIndicator.CharacterData),
            (message.ContentType, message.ResponseTopic, message.PayloadFormatIndicator));
        Assert.Equal([0, 0xFF], message.CorrelationData);
        Assert.Equal([new("k", "1"u8.ToArray()), new("k", "2"u8.ToArray())], message.UserProperties);
        Assert.InRange(message.MessageExpiryInterval, 90u, 100u);
    }

    [Fact]
    public async Task A_message_that_has_expired_while_its_client_was_away_does_not_come()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var sender = await broker.ConnectAsync("sender");
        using (var first = await broker.ConnectAsync("id", change: connect => connect.SessionExpiryInterval = 60))
        {
            await first.SubscribeAsync("t", 1);
        }

        await sender.PublishAsync("t", "short", 1, 1, packet => packet.MessageExpiryInterval = 1);
        await sender.PublishAsync("t", "long", 1, 2, packet => packet.MessageExpiryInterval = 60);
        // A retained one of the same life tells when the time has come.
        await sender.PublishAsync(
            "probe", "p", 0, 0, packet => (packet.MessageExpiryInterval, packet.Retain) = (1, true));
        await Until.TrueAsync(() => !HasRetainedAsync(broker).GetAwaiter().GetResult(), "the message to expire");
        using var second = await broker.ConnectAsync(
            "id", change: connect => (connect.CleanSession, connect.SessionExpiryInterval) = (false, 60));

        Assert.Equal("long", await second.PayloadAsync());
    }

    [Fact]
    public async Task Of_a_shared_subscription_each_message_goes_to_one()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var one = await broker.ConnectAsync("one");
        using var other = await broker.ConnectAsync("other");
        await one.SubscribeAsync("$share/g/t/+", 1);
        await other.SubscribeAsync("$share/g/t/+", 1);
        using var sender = await broker.ConnectAsync("sender");
        foreach (var number in (int[])[1, 2, 3, 4])
        {
            await sender.PublishAsync("t/x", $"{number}", 1, (ushort)number);
        }

        string[] received = [
            await one.PayloadAsync(), await one.PayloadAsync(), await other.PayloadAsync(), await other.PayloadAsync()];

        Assert.Equal(["1", "2", "3", "4"], received.Order());
        await one.ShouldBeSilentAsync();
        await other.ShouldBeSilentAsync();
    }

    static MqttTopicFilter Filter(string topic, int qos) =>
        new() { Topic = topic, QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos };

    static async Task<bool> HasRetainedAsync(ServedBroker broker)
    {
        using var client = await broker.ConnectAsync($"probe-{Guid.NewGuid()}");
        await client.SubscribeAsync("probe", 0);
        await client.SendAsync(MqttPingReqPacket.Instance);
        return await client.ReceiveAsync() is MqttPublishPacket;
    }
}
