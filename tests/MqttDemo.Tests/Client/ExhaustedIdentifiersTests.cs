using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>What happens when all 65,535 packet identifiers are wanted at once (MQTT 5, section 2.2.1).</summary>
[Trait("Length", "long")]
public sealed class ExhaustedIdentifiersTests
{
    const int KeptBack = 256;
    const int MostMessages = 65_535 - KeptBack;

    [Fact]
    public async Task Filters_are_subscribed_to_again_in_turns_though_messages_have_nearly_all_identifiers()
    {
        var unwanted = Enumerable.Range(1, 1_000).Select(i => $"unwanted/{i}").ToArray();
        var (harness, first) = await SessionHarness.ConnectedAsync(
            change: settings => settings with { MaxInFlight = 65_535 });
        await using var _ = harness;
        var subscribing = harness.Session.SubscribeAsync(
            new([new("t", QualityOfService.AtLeastOnce)], unwanted), TestContext.Current.CancellationToken);
        for (var i = 0; i <= unwanted.Length; i++)
        {
            await AnswerAsync(first, await first.ReceiveAsync());
        }

        await subscribing;
        var publishing = harness.PublishAsync(1, 70_000, QualityOfService.AtLeastOnce);
        for (var i = 0; i < MostMessages; i++)
        {
            await first.ReceiveAsync<MqttPublishPacket>();
        }

        await first.ShouldBeSilentAsync();
        first.Cut();
        var second = await (await harness.Broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.IsSessionPresent = true);
        var (ended, subscribed, published) = (0, 0, 0);
        while (published < 70_000 || subscribed == 0)
        {
            var packet = await second.ReceiveAsync();
            ended += packet is MqttUnsubscribePacket ? 1 : 0;
            subscribed += packet is MqttSubscribePacket ? 1 : 0;
            published += packet is MqttPublishPacket ? 1 : 0;
            await AnswerAsync(second, packet);
        }

        await publishing;
        await harness.Session.DrainAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1_000, 1, 70_000), (ended, subscribed, harness.Session.Counts.Acknowledged));
    }

    [Fact]
    public async Task More_filters_than_there_are_identifiers_are_subscribed_to_as_answers_come()
    {
        const int count = 66_000;
        var (harness, connection) = await SessionHarness.ConnectedAsync();
        await using var _ = harness;
        var unwanted = Enumerable.Range(1, count).Select(i => $"{i}").ToArray();
        var subscribing = harness.Session.SubscribeAsync(
            new([new("t", QualityOfService.AtLeastOnce)], unwanted), TestContext.Current.CancellationToken);
        var open = new Queue<MqttPacket?>();
        for (var i = 0; i < 65_535; i++)
        {
            open.Enqueue(await connection.ReceiveAsync());
        }

        await connection.ShouldBeSilentAsync();
        var filters = new List<string>();
        while (open.TryDequeue(out var packet))
        {
            filters.AddRange(packet is MqttUnsubscribePacket unsubscribe ? unsubscribe.TopicFilters : []);
            await AnswerAsync(connection, packet);
            if (filters.Count + open.Count < count + 1 && packet is MqttUnsubscribePacket)
            {
                open.Enqueue(await connection.ReceiveAsync());
            }
        }

        await subscribing;
        Assert.Equal(unwanted, filters);
    }

    static Task AnswerAsync(ScriptedConnection connection, MqttPacket? packet) => packet switch
    {
        MqttPublishPacket publish =>
            connection.SendAsync(new MqttPubAckPacket { PacketIdentifier = publish.PacketIdentifier }),
        MqttSubscribePacket subscribe => connection.SendAsync(new MqttSubAckPacket
        {
            PacketIdentifier = subscribe.PacketIdentifier,
            ReasonCodes = [MqttSubscribeReasonCode.GrantedQoS1],
        }),
        MqttUnsubscribePacket unsubscribe => connection.SendAsync(new MqttUnsubAckPacket
        {
            PacketIdentifier = unsubscribe.PacketIdentifier,
            ReasonCodes = [MqttUnsubscribeReasonCode.Success],
        }),
        _ => throw new InvalidOperationException($"{packet} was not to come."),
    };
}
