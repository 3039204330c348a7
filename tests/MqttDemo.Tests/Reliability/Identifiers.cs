using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// More messages than there are packet identifiers, one of which the broker holds back the whole time.
/// </summary>
[Trait("Length", "long")]
public sealed class Identifiers
{
    static int Messages => Math.Max(Scale.Messages, 140_000);

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task No_message_goes_out_under_an_identifier_that_is_not_acknowledged(string qos)
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher("-b", broker.Address, "-t", "t", "-q", qos, "-l");
        var publishing = publisher.FinishAsync(Lines.Sequence(Messages));
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        var held = await connection.ReceiveAsync<MqttPublishPacket>();
        for (var published = 1; published < Messages;)
        {
            switch (await connection.ReceiveAsync())
            {
                case MqttPublishPacket publish:
                    published++;
                    Assert.NotEqual(held.PacketIdentifier, publish.PacketIdentifier);
                    await connection.SendAsync(Answer(publish));
                    break;
                case MqttPubRelPacket release:
                    await connection.SendAsync(new MqttPubCompPacket { PacketIdentifier = release.PacketIdentifier });
                    break;
            }
        }

        await connection.SendAsync(Answer(held));
        for (
            var packet =
                await connection.ReceiveAsync(); packet is not (null or MqttDisconnectPacket); packet =
                    await connection.ReceiveAsync())
        {
            if (packet is MqttPubRelPacket release)
            {
                await connection.SendAsync(new MqttPubCompPacket { PacketIdentifier = release.PacketIdentifier });
            }
        }

        connection.Close();
        (await publishing).ShouldBeSilentSuccess();
    }

    static MqttPacket Answer(MqttPublishPacket publish) =>
        publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce
        ? new MqttPubAckPacket { PacketIdentifier = publish.PacketIdentifier }
        : new MqttPubRecPacket { PacketIdentifier = publish.PacketIdentifier };
}
