using MqttDemo.Tests.Infra;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Broker;

/// <summary>The sessions of the embedded broker, packet by packet (MQTT 5, section 4.1).</summary>
public sealed class Sessions
{
    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task A_message_of_QoS_2_that_is_sent_again_on_another_connection_is_routed_once(
        MqttProtocolVersion version)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var receiver = await broker.ConnectAsync("receiver");
        await receiver.SubscribeAsync("t", 2);
        using (var first = await broker.ConnectAsync("sender", version, Keep))
        {
            await first.PublishAsync("t", "once", 2, 7);
            await first.ReceiveAsync<MqttPubRecPacket>();
        }

        using var second = await broker.ConnectAsync("sender", version, Keep);
        Assert.True(second.Welcome!.IsSessionPresent);
        await second.PublishAsync("t", "once", 2, 7, packet => packet.Dup = true);
        await second.ReceiveAsync<MqttPubRecPacket>();
        await second.SendAsync(new MqttPubRelPacket { PacketIdentifier = 7 });
        await second.ReceiveAsync<MqttPubCompPacket>();
        await second.PublishAsync("t", "another", 2, 7);

        Assert.Equal("once", await receiver.PayloadAsync());
        Assert.Equal("another", await receiver.PayloadAsync());
        await receiver.ShouldBeSilentAsync();
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task What_a_client_has_not_acknowledged_comes_again_under_its_identifier_and_in_its_order(
        MqttProtocolVersion version)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var sender = await broker.ConnectAsync("sender");
        ushort[] identifiers;
        using (var first = await broker.ConnectAsync("receiver", version, Keep))
        {
            await first.SubscribeAsync("t", 2);
            await sender.PublishAsync("t", "a", 2, 1);
            await sender.PublishAsync("t", "b", 1, 2);
            await sender.PublishAsync("t", "c", 2, 3);
            var packets = new[]
            {
                await first.ReceiveAsync<MqttPublishPacket>(),
                await first.ReceiveAsync<MqttPublishPacket>(),
                await first.ReceiveAsync<MqttPublishPacket>(),
            };
            Assert.Equal(["a", "b", "c"], packets.Select(RawClient.Payload));
            Assert.All(packets, packet => Assert.False(packet.Dup));
            identifiers = [.. packets.Select(packet => packet.PacketIdentifier)];
            await first.SendAsync(new MqttPubRecPacket { PacketIdentifier = identifiers[0] });
            Assert.Equal(identifiers[0], (await first.ReceiveAsync<MqttPubRelPacket>()).PacketIdentifier);
            // When the broker closes it knows that this client is away: the next message is not sent to it.
            await first.SendAsync(new MqttDisconnectPacket());
            Assert.Null(await first.ReceiveAsync());
        }

        await sender.PublishAsync("t", "d", 1, 4);
        for (var answers = 0; answers < 4; answers++)
        {
            await sender.ReceiveAsync();
        }

        using var second = await broker.ConnectAsync("receiver", version, Keep);
        Assert.Equal(identifiers[0], (await second.ReceiveAsync<MqttPubRelPacket>()).PacketIdentifier);
        var b = await second.ReceiveAsync<MqttPublishPacket>();
        var c = await second.ReceiveAsync<MqttPublishPacket>();
        var d = await second.ReceiveAsync<MqttPublishPacket>();

        Assert.Equal(
            [("b", true, identifiers[1]), ("c", true, identifiers[2])],
            [(RawClient.Payload(b), b.Dup, b.PacketIdentifier), (RawClient.Payload(c), c.Dup, c.PacketIdentifier)]);
        Assert.Equal(("d", false), (RawClient.Payload(d), d.Dup));
        Assert.DoesNotContain(d.PacketIdentifier, identifiers);
    }

    [Fact]
    public async Task A_client_that_connects_with_a_taken_identifier_takes_over_and_the_other_is_told()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var first = await broker.ConnectAsync("same", change: Keep);
        await first.SubscribeAsync("t", 1);

        using var second = await broker.ConnectAsync("same", change: Keep);

        Assert.True(second.Welcome!.IsSessionPresent);
        Assert.Equal(
            MqttDisconnectReasonCode.SessionTakenOver, (await first.ReceiveAsync<MqttDisconnectPacket>()).ReasonCode);
        Assert.Null(await first.ReceiveAsync());
        await second.PublishAsync("t", "mine", 1, 1);
        Assert.Equal("mine", await second.PayloadAsync());
    }

    [Theory]
    [InlineData(true, 60u, null, true)]
    [InlineData(true, 0u, null, false)]
    [InlineData(true, 60u, 0u, false)]
    [InlineData(true, 60u, 30u, true)]
    public async Task A_session_lives_as_long_as_CONNECT_and_DISCONNECT_say(
        bool isClean, uint expiry, uint? atTheEnd, bool isPresent)
    {
        await using var broker = await ServedBroker.StartAsync();
        using (
            var first = await broker.ConnectAsync(
                "id", change: connect => (connect.CleanSession, connect.SessionExpiryInterval) = (isClean, expiry)))
        {
            // MQTTnet's encoder cannot say 0.
            byte[] goodbye = atTheEnd is { } seconds ? [0xE0, 7, 0, 5, 0x11, 0, 0, 0, (byte)seconds] : [0xE0, 0];
            await first.SendAsync(goodbye);
            Assert.Null(await first.ReceiveAsync());
        }

        using var second = await broker.ConnectAsync("id", change: connect => connect.CleanSession = false);

        Assert.Equal(isPresent, second.Welcome!.IsSessionPresent);
    }

    [Theory]
    [InlineData("", true, MqttProtocolVersion.V311, true)]
    [InlineData("", false, MqttProtocolVersion.V311, false)]
    [InlineData("", false, MqttProtocolVersion.V500, true)]
    public async Task A_client_without_an_identifier_gets_one_where_the_specification_has_it(
        string id, bool isClean, MqttProtocolVersion version, bool isAccepted)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var client = await RawClient.OpenAsync(broker.Port, version);

        await client.SendAsync(version == MqttProtocolVersion.V500
            ? [0x10, 13, 0, 4, .. "MQTT"u8, 5, (byte)(isClean ? 2 : 0), 0, 60, 0, 0, (byte)id.Length]
            : [0x10, 12, 0, 4, .. "MQTT"u8, 4, (byte)(isClean ? 2 : 0), 0, 60, 0, (byte)id.Length]);
        var connAck = await client.ReceiveAsync<MqttConnAckPacket>();

        Assert.Equal(
            isAccepted
                ? MqttConnectReturnCode.ConnectionAccepted
                : MqttConnectReturnCode.ConnectionRefusedIdentifierRejected, connAck.ReturnCode);
        Assert.Equal(version == MqttProtocolVersion.V500, !string.IsNullOrEmpty(connAck.AssignedClientIdentifier));
    }

    [Fact]
    public async Task The_first_client_is_the_one_whose_broker_it_is_and_the_others_wait_for_its_subscription()
    {
        await using var broker = ServedBroker.StartClosed();
        using var early = await RawClient.OpenAsync(broker.Port);
        await early.SendAsync(
            new MqttConnectPacket { ClientId = "early", CleanSession = true, RequestProblemInformation = true });
        await early.PublishAsync("t", "first", 1, 1);
        using var own = await RawClient.ConnectAsync(broker.Port, "own");
        await own.ShouldBeSilentAsync();
        await own.SubscribeAsync("t", 1);

        Assert.Equal("first", await own.PayloadAsync());
        await early.ReceiveAsync<MqttConnAckPacket>();
        Assert.Equal(MqttPubAckReasonCode.Success, (await early.ReceiveAsync<MqttPubAckPacket>()).ReasonCode);
    }

    static void Keep(MqttConnectPacket connect) => (connect.CleanSession, connect.SessionExpiryInterval) = (false, 60);
}
