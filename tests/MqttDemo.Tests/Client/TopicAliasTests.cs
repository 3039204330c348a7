using System.Text;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>Topic aliases, ours and the broker's (MQTT 5, section 3.3.2.3.4).</summary>
public sealed class TopicAliasTests
{
    const ushort MaximumTaken = 100;

    [Fact]
    public async Task A_topic_that_is_repeated_goes_out_as_an_alias_from_its_third_time_on()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            limits: connAck => connAck.TopicAliasMaximum = 2);
        await using var _ = harness;

        await PublishAsync(
            harness, "topic/a", "topic/a", "topic/b", "topic/a", "topic/c", "topic/b", "topic/c", "topic/b");

        Assert.Equal(
            [
                ("topic/a", 0), ("topic/a", 1), ("topic/b", 0), ("", 1), ("topic/c", 0), ("topic/b", 2), ("topic/c", 0),
                ("", 2)
            ], await SentAsync(connection, 8));
    }

    [Theory]
    [InlineData(0, "topic/a")]
    [InlineData(10, "abc")]
    public async Task Where_the_broker_takes_none_or_the_topic_is_shorter_than_an_alias_it_goes_out_whole(
        ushort maximum, string topic)
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            limits: connAck => connAck.TopicAliasMaximum = maximum);
        await using var _ = harness;

        await PublishAsync(harness, topic, topic, topic);

        Assert.Equal([(topic, 0), (topic, 0), (topic, 0)], await SentAsync(connection, 3));
    }

    [Fact]
    public async Task The_next_connection_has_aliases_of_its_own()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(limits: connAck => connAck.TopicAliasMaximum = 5);
        await using var _ = harness;
        await PublishAsync(harness, "topic/a", "topic/a", "topic/a");
        await SentAsync(first, 3);
        first.Cut();

        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => (connAck.TopicAliasMaximum, connAck.IsSessionPresent) = (5, true));

        Assert.Equal([("topic/a", 0), ("topic/a", 1), ("", 1)], await SentAsync(second, 3));
    }

    [Fact]
    public async Task A_message_that_is_too_long_to_be_sent_teaches_the_broker_no_alias()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            limits: connAck => (connAck.TopicAliasMaximum, connAck.MaximumPacketSize) = (5, 40));
        await using var _ = harness;
        await PublishAsync(harness, "topic/a");
        await harness.Session.PublishAsync(
            new("topic/a", new byte[100], QualityOfService.AtLeastOnce, false, 2), CancellationToken.None);
        await PublishAsync(harness, "topic/a");

        Assert.Equal([("topic/a", 0), ("topic/a", 1)], await SentAsync(connection, 2));
    }

    [Fact]
    public async Task A_message_that_fits_without_an_alias_but_not_with_one_goes_out_whole()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            limits: connAck => (connAck.TopicAliasMaximum, connAck.MaximumPacketSize) = (5, 23));
        await using var _ = harness;
        for (var i = 0; i < 3; i++)
        {
            // Two bytes of header, nine of topic, two of identifier, one of properties.
            await harness.Session.PublishAsync(
                new("topic/a", new byte[9], QualityOfService.AtLeastOnce, false, i), CancellationToken.None);
        }

        harness.Session.Flush();

        Assert.Equal([("topic/a", 0), ("topic/a", 0), ("topic/a", 0)], await SentAsync(connection, 3));
        Assert.Empty(harness.Observer.Refusals);
    }

    [Fact]
    public async Task Topics_that_come_once_do_not_keep_a_busy_one_from_its_alias()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            limits: connAck => connAck.TopicAliasMaximum = 2);
        await using var _ = harness;

        await PublishAsync(harness, "once/a", "once/b", "once/c", "busy", "busy", "busy");

        Assert.Equal(
            [("once/a", 0), ("once/b", 0), ("once/c", 0), ("busy", 0), ("busy", 1), ("", 1)],
            await SentAsync(connection, 6));
    }

    [Fact]
    public async Task The_topics_that_have_aliases_are_bounded_in_memory()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            limits: connAck => connAck.TopicAliasMaximum = ushort.MaxValue);
        await using var _ = harness;
        var topic = new string('t', 60_000);

        var publishing = PublishAsync(
            harness, [.. Enumerable.Range(10, 50).SelectMany(i => Enumerable.Repeat($"{topic}{i}", 2))]);
        var sent = await SentAsync(connection, 100);

        await publishing;
        // 4 MiB of 120,204 bytes each.
        Assert.Equal(34, sent.Count(message => message.Item2 != 0));
    }

    [Fact]
    public async Task An_alias_of_the_users_is_sent_with_its_topic_once_and_one_that_is_too_high_refused()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            limits: connAck => connAck.TopicAliasMaximum = 5);
        await using var _ = harness;
        foreach (
            var (topic, alias) in ((string, ushort)[])[("topic/a", 4), ("topic/a", 4), ("topic/b", 4), ("topic/a", 6)])
        {
            await harness.Session.PublishAsync(
                new(topic, default, QualityOfService.AtLeastOnce, false, 1, Properties: new(TopicAlias: alias)),
                CancellationToken.None);
        }

        harness.Session.Flush();

        Assert.Equal([("topic/a", 4), ("", 4), ("topic/b", 4)], await SentAsync(connection, 3));
        Assert.Contains(
            "above the broker's Topic Alias Maximum of 5", Assert.Single(harness.Observer.Refusals).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_comes_under_an_alias_has_the_topic_it_stands_for()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(change: TakesAliases);
        await using var _ = harness;
        foreach (
            var (topic, alias) in ((string, ushort)[])[
                ("first", 1), ("second", 2), ("", 1), ("third", 1), ("", 1), ("", 2)])
        {
            await connection.SendAsync(
                new MqttPublishPacket
                {
                    Topic = topic,
                    TopicAlias = alias,
                    QualityOfServiceLevel = MqttQualityOfServiceLevel.AtMostOnce,
                });
        }

        Assert.Equal(MaximumTaken, connection.Connect!.TopicAliasMaximum);
        var topics = new List<string>();
        while (topics.Count < 6)
        {
            var block = (await harness.ReceiveAsync()).Block;
            topics.AddRange(block.Messages.Select(message => message.Topic));
            block.Acknowledge(block.Messages.Count);
        }

        Assert.Equal(["first", "second", "first", "third", "third", "second"], topics);
    }

    [Fact]
    public async Task The_broker_may_use_no_alias_unless_it_is_asked_to()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;

        Assert.Equal(0, connection.Connect!.TopicAliasMaximum);
    }

    [Theory]
    [InlineData("", 3, "stands for no topic", MqttDisconnectReasonCode.ProtocolError)]
    [InlineData("t", 101, "our Topic Alias Maximum is 100", MqttDisconnectReasonCode.TopicAliasInvalid)]
    public async Task After_an_invalid_alias_the_next_connection_does_without(
        string topic, ushort alias, string reason, MqttDisconnectReasonCode code)
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(change: TakesAliases);
        await using var _ = harness;
        await connection.SendAsync(
            new MqttPublishPacket
            {
                Topic = topic,
                TopicAlias = alias,
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtMostOnce,
            });

        Assert.Equal(code, (await connection.ReceiveAsync<MqttDisconnectPacket>()).ReasonCode);
        var next = await (await harness.Broker.AcceptAsync()).HandshakeAsync();
        Assert.Equal(0, next.Connect!.TopicAliasMaximum);
        Assert.Contains(reason, harness.Observer.Losses.Single(), StringComparison.Ordinal);
        Assert.Contains("going on without them", harness.Observer.Warnings.Single(), StringComparison.Ordinal);
    }

    static ConnectionSettings TakesAliases(ConnectionSettings settings) =>
        settings with { Connect = new(TopicAliasMaximum: MaximumTaken) };

    static async Task PublishAsync(SessionHarness harness, params string[] topics)
    {
        foreach (var topic in topics)
        {
            // A string of its own each time, as from an input.
            var own = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(topic));
            await harness.Session.PublishAsync(
                new(own, default, QualityOfService.AtLeastOnce, false, 1), CancellationToken.None);
        }

        harness.Session.Flush();
    }

    static async Task<List<(string Topic, int Alias)>> SentAsync(ScriptedConnection connection, int count)
    {
        var sent = new List<(string, int)>();
        while (sent.Count < count)
        {
            var packet = await connection.ReceiveAsync<MqttPublishPacket>();
            sent.Add((packet.Topic, packet.TopicAlias));
        }

        return sent;
    }
}
