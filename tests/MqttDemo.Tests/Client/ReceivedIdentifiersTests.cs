using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>What is new and what has been here before, at QoS 2 and over a connection that was cut.</summary>
public sealed class ReceivedIdentifiersTests
{
    const MqttQualityOfServiceLevel ExactlyOnce = MqttQualityOfServiceLevel.ExactlyOnce;

    [Fact]
    public async Task What_mosquitto_sends_again_after_its_PUBREL_is_acknowledged_and_not_handed_out_again()
    {
        var (harness, connection) = await AfterMessagesAsync(identifier => identifier);
        await using var _ = harness;

        await connection.PublishAsync("same", ExactlyOnce, 1100, dup: true);

        Assert.Equal(1100, (await connection.ReceiveAsync<MqttPubRecPacket>()).PacketIdentifier);
        await connection.SendAsync(new MqttPubRelPacket { PacketIdentifier = 1100 });
        Assert.Equal(1100, (await connection.ReceiveAsync<MqttPubCompPacket>()).PacketIdentifier);
        await ShouldBeNextAsync(harness, connection, "same", 1101, dup: true);
    }

    [Fact]
    public async Task From_a_broker_that_takes_used_identifiers_again_it_is_a_new_message()
    {
        var (harness, connection) = await AfterMessagesAsync(identifier => (identifier % 10) + 1);
        await using var _ = harness;

        await ShouldBeNextAsync(harness, connection, "same", 1, dup: true);
    }

    [Fact]
    public async Task Another_message_under_an_identifier_that_was_just_used_is_a_new_one()
    {
        var (harness, connection) = await AfterMessagesAsync(identifier => identifier);
        await using var _ = harness;

        await ShouldBeNextAsync(harness, connection, "another", 1100, dup: true);
    }

    [Fact]
    public async Task A_broker_that_is_not_known_well_enough_is_believed()
    {
        var (harness, connection) = await AfterMessagesAsync(identifier => identifier, count: 900);
        await using var _ = harness;

        await ShouldBeNextAsync(harness, connection, "same", 900, dup: true);
    }

    /// <summary>So many messages, all the same, each received to the end, and then a new connection of the same session.</summary>
    static async Task<(SessionHarness Harness, ScriptedConnection Connection)> AfterMessagesAsync(Func<int, int> identifierOf, int count = 1100)
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(startsClean: false);
        for (var i = 1; i <= count; i++)
        {
            var identifier = (ushort)identifierOf(i);
            await first.PublishAsync("same", ExactlyOnce, identifier);
            (await harness.ReceiveAsync()).Block.Acknowledge(1);
            await first.ReceiveAsync<MqttPubRecPacket>();
            await first.SendAsync(new MqttPubRelPacket { PacketIdentifier = identifier });
            await first.ReceiveAsync<MqttPubCompPacket>();
        }

        first.Cut();
        return (harness, await (await harness.Broker.AcceptAsync()).HandshakeAsync(connAck => connAck.IsSessionPresent = true));
    }

    static async Task ShouldBeNextAsync(SessionHarness harness, ScriptedConnection connection, string text, ushort identifier, bool dup)
    {
        await connection.PublishAsync(text, ExactlyOnce, identifier, dup);
        Assert.Equal([text], (await harness.ReceiveAsync()).Texts);
    }
}
