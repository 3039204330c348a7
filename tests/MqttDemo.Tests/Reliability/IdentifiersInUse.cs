using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// "Packet identifier in use" (0x91) where by the specification it cannot be: a broker that looks for our identifiers
/// among its own. Another identifier helps, and one that is not a neighbour of the first.
/// </summary>
public sealed class IdentifiersInUse
{
    /// <summary>Half of all identifiers are in use at the broker, in one run.</summary>
    const int HighestInUse = 32_000;

    [Fact]
    public async Task A_subscription_and_the_end_of_one_are_sent_again_under_another_identifier()
    {
        await using var broker = new ScriptedBroker();
        var subscribing = App.SubscribeAsync(
            ["-b", broker.Address, "-V", "5", "-t", "a", "-t", "b", "-U", "c", "-C", "1", "-c", "-i", "me"]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var (granted, refused) = (0, 0);
        while (granted < 2)
        {
            var packet = await connection.ReceiveAsync();
            var inUse = packet is MqttPacketWithIdentifier { PacketIdentifier: <= HighestInUse };
            refused += inUse ? 1 : 0;
            granted += inUse ? 0 : 1;
            Assert.InRange(refused, 0, 8);
            await connection.SendAsync(Answer(packet!, inUse));
        }

        Assert.InRange(refused, 2, 8);
        await connection.PublishAsync("message", MqttQualityOfServiceLevel.AtMostOnce);

        var result = await subscribing;
        Assert.Equal((0, "message\n"), (result.Code, result.Out));
        Assert.DoesNotContain("in use", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_says_so_of_every_identifier_is_reported_with_5()
    {
        await using var broker = new ScriptedBroker();
        var subscribing = App.SubscribeAsync(["-b", broker.Address, "-V", "5", "-t", "a"]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var identifiers = new HashSet<int>();
        for (
            var packet =
                await connection.ReceiveAsync(); packet is MqttSubscribePacket subscribe; packet =
                    await connection.ReceiveAsync())
        {
            identifiers.Add(subscribe.PacketIdentifier);
            await connection.SendAsync(Answer(subscribe, inUse: true));
        }

        connection.Close();

        Assert.Equal(5, identifiers.Count);
        (await subscribing).ShouldFail(
            ExitCode.Denied, "the broker denied the subscription to a: packet identifier in use");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_message_is_published_under_another_identifier_once(string qos)
    {
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(["-b", broker.Address, "-V", "5", "-q", qos, "-t", "t", "-m", "hello"]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var first = await connection.ReceiveAsync<MqttPublishPacket>();
        await connection.SendAsync(Answer(first, inUse: true));

        var second = await connection.ReceiveAsync<MqttPublishPacket>();
        await connection.SendAsync(Answer(second, inUse: false));
        if (await connection.ReceiveAsync() is MqttPubRelPacket release)
        {
            Assert.Equal(("2", second.PacketIdentifier), (qos, release.PacketIdentifier));
            await connection.SendAsync(new MqttPubCompPacket { PacketIdentifier = release.PacketIdentifier });
            await connection.ReceiveAsync<MqttDisconnectPacket>();
        }

        connection.Close();

        Assert.NotEqual(first.PacketIdentifier, second.PacketIdentifier);
        Assert.False(second.Dup);
        (await publishing).ShouldBeSilentSuccess();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_message_whose_second_identifier_is_in_use_too_is_reported_with_5(string qos)
    {
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(["-b", broker.Address, "-V", "5", "-q", qos, "-t", "t", "-m", "hello"]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        for (var i = 0; i < 2; i++)
        {
            await connection.SendAsync(Answer(await connection.ReceiveAsync<MqttPublishPacket>(), inUse: true));
        }

        await connection.ReceiveAsync<MqttDisconnectPacket>();
        connection.Close();

        (await publishing).ShouldFail(ExitCode.Denied, "packet identifier in use");
    }

    static MqttPacket Answer(MqttPacket packet, bool inUse) => packet switch
    {
        MqttSubscribePacket subscribe => new MqttSubAckPacket
        {
            PacketIdentifier = subscribe.PacketIdentifier,
            ReasonCodes = [
                .. subscribe.TopicFilters.Select(
                    _ => inUse ? MqttSubscribeReasonCode.PacketIdentifierInUse : MqttSubscribeReasonCode.GrantedQoS2)],
        },
        MqttUnsubscribePacket unsubscribe => new MqttUnsubAckPacket
        {
            PacketIdentifier = unsubscribe.PacketIdentifier,
            ReasonCodes = [inUse ? MqttUnsubscribeReasonCode.PacketIdentifierInUse : MqttUnsubscribeReasonCode.Success],
        },
        MqttPublishPacket { QualityOfServiceLevel: MqttQualityOfServiceLevel.AtLeastOnce } publish =>
            new MqttPubAckPacket
            {
                PacketIdentifier = publish.PacketIdentifier,
                ReasonCode = inUse ? MqttPubAckReasonCode.PacketIdentifierInUse : MqttPubAckReasonCode.Success,
            },
        MqttPublishPacket publish => new MqttPubRecPacket
        {
            PacketIdentifier = publish.PacketIdentifier,
            ReasonCode = inUse ? MqttPubRecReasonCode.PacketIdentifierInUse : MqttPubRecReasonCode.Success,
        },
        _ => throw new InvalidOperationException($"a {packet.GetType().Name} was not expected"),
    };
}
