using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Client;

/// <summary>What the broker may have unacknowledged with us (MQTT 5, sections 3.3.4 and 4.9).</summary>
public sealed class ReceiveMaximumTests
{
    const int Length = 10_000_000;

    [Theory]
    [Trait("Length", "long")]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce, MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttQualityOfServiceLevel.ExactlyOnce, MqttQualityOfServiceLevel.ExactlyOnce)]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce, MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task More_unacknowledged_messages_than_that_are_refused_with_0x93_where_there_is_no_room_for_them(
        MqttQualityOfServiceLevel one, MqttQualityOfServiceLevel other)
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            change: settings => settings with { MaxInFlight = 2 });
        await using var _ = harness;
        // Somebody waits to publish, so that what comes is read.
        var publishing = harness.PublishAsync(1, 3, MqttDemo.Config.QualityOfService.AtLeastOnce);
        await connection.ReceiveAsync<MqttPublishPacket>();
        await connection.ReceiveAsync<MqttPublishPacket>();
        for (ushort i = 1; i <= 4; i++)
        {
            await connection.PublishAsync(new string('x', Length), i % 2 == 0 ? one : other, i);
        }

        Assert.Equal(
            MqttDisconnectReasonCode.ReceiveMaximumExceeded,
            (await connection.ReceiveAsync<MqttDisconnectPacket>()).ReasonCode);
        await Until.TrueAsync(() => !harness.Observer.Losses.IsEmpty, "the loss");
        Assert.Contains(
            "more than 2 unacknowledged messages, though that is our Receive Maximum", harness.Observer.Losses.First(),
            StringComparison.Ordinal);
        await harness.Session.CloseAsync(new CancellationToken(canceled: true));
        await Assert.ThrowsAnyAsync<Exception>(() => publishing);
    }

    [Fact]
    public async Task A_few_too_many_are_taken_where_there_is_room()
    {
        var (harness, connection) = await SessionHarness.ConnectedAsync(
            change: settings => settings with { MaxInFlight = 2 });
        await using var _ = harness;
        for (ushort i = 1; i <= 4; i++)
        {
            await connection.PublishAsync($"{i}", MqttQualityOfServiceLevel.AtLeastOnce, i);
        }

        await connection.ShouldBeSilentAsync();
        Assert.Empty(harness.Observer.Losses);
    }
}
