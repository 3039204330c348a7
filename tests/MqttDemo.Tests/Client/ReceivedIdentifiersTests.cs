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

    [Theory]
    [InlineData("another", false)]
    [InlineData("another", true)]
    public async Task Another_message_under_an_identifier_that_was_never_released_is_a_new_one(string text, bool dup)
    {
        // What mosquitto does when the message has expired during the outage.
        var (harness, connection) = await AfterWrittenAsync();
        await using var _ = harness;

        await ShouldBeNextAsync(harness, connection, text, 5, dup);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_message_under_an_identifier_that_was_never_released_is_not_handed_out_again(bool dup)
    {
        var (harness, connection) = await AfterWrittenAsync();
        await using var _ = harness;

        await connection.PublishAsync("written", ExactlyOnce, 5, dup);

        Assert.Equal(5, (await connection.ReceiveAsync<MqttPubRecPacket>()).PacketIdentifier);
        await ShouldBeNextAsync(harness, connection, "next", 6, dup: false);
    }

    [Fact]
    public async Task What_was_written_of_the_former_message_of_an_identifier_does_not_acknowledge_the_present_one()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(startsClean: false);
        await using var _ = harness;
        await first.PublishAsync("former", ExactlyOnce, 5);
        var former = await harness.ReceiveAsync();
        var second = await ResumeAsync(harness, first);
        await second.PublishAsync("present", ExactlyOnce, 5);
        var present = await harness.ReceiveAsync();

        former.Block.Acknowledge(1);
        await second.ShouldBeSilentAsync();
        present.Block.Acknowledge(1);

        Assert.Equal(5, (await second.ReceiveAsync<MqttPubRecPacket>()).PacketIdentifier);
    }

    /// <summary>
    /// A message under identifier 5, which the broker believes not to have been received, and a new connection of the
    /// same session.
    /// </summary>
    static async Task<(SessionHarness Harness, ScriptedConnection Connection)> AfterWrittenAsync()
    {
        var (harness, first) = await SessionHarness.ConnectedAsync(startsClean: false);
        await first.PublishAsync("written", ExactlyOnce, 5);
        (await harness.ReceiveAsync()).Block.Acknowledge(1);
        await first.ReceiveAsync<MqttPubRecPacket>();
        return (harness, await ResumeAsync(harness, first));
    }

    static async Task<ScriptedConnection> ResumeAsync(SessionHarness harness, ScriptedConnection first)
    {
        first.Cut();
        return await (await harness.Broker.AcceptAsync()).HandshakeAsync(connAck => connAck.IsSessionPresent = true);
    }

    /// <summary>
    /// So many messages, all the same, each received to the end, and then a new connection of the same session.
    /// </summary>
    static async Task<(SessionHarness Harness, ScriptedConnection Connection)> AfterMessagesAsync(
        Func<int, int> identifierOf, int count = 1100)
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

        return (harness, await ResumeAsync(harness, first));
    }

    static async Task ShouldBeNextAsync(
        SessionHarness harness, ScriptedConnection connection, string text, ushort identifier, bool dup)
    {
        await connection.PublishAsync(text, ExactlyOnce, identifier, dup);
        Assert.Equal([text], (await harness.ReceiveAsync()).Texts);
    }
}
