using System.Text;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>A topic alias belongs to a connection (MQTT 5, section 3.3.2.3.4), not to a message.</summary>
public sealed class TopicAliases
{
    [Theory]
    [Trait("Length", "long")]
    [InlineData("--json", "")]
    [InlineData("-F %j", "")]
    [InlineData("-F %J", "")]
    [InlineData("-F [%A][%3A]%t", "[][   ]topic\n[][   ]topic\n")]
    public async Task No_output_shows_it(string format, string expected)
    {
        await using var broker = new ScriptedBroker();
        var subscribing = App.SubscribeAsync(
            [
                "-b", broker.Address, "-V", "5", "-t", "topic", "-C", "2", "-D", "connect", "topic-alias-maximum", "5",
                .. format.Split(' ')
            ]);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync();
        await connection.GrantAsync();

        await connection.SendAsync(Message("topic", 3));
        await connection.SendAsync(Message("", 3));

        var result = await subscribing;
        Assert.Equal(0, result.Code);
        Assert.DoesNotContain("alias", result.Error, StringComparison.Ordinal);
        if (expected.Length > 0)
        {
            Assert.Equal(expected, result.Out);
            return;
        }

        var lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line =>
        {
            Assert.Contains("\"topic\":\"topic\"", line, StringComparison.Ordinal);
            Assert.DoesNotContain("properties", line, StringComparison.Ordinal);
            Assert.DoesNotContain("alias", line, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_broker_whose_aliases_are_wrong_delivers_every_message_on_the_next_connection()
    {
        await using var broker = new ScriptedBroker();
        var subscribing = App.SubscribeAsync(
            [
                "-b", broker.Address, "-V", "5", "-t", "topic", "-q", "1", "-C", "3", "-D", "connect",
                "topic-alias-maximum", "5"
            ]);
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        Assert.Equal(5, first.Connect!.TopicAliasMaximum);
        await first.GrantAsync();
        // The alias of another client, which was never told to this one.
        await first.SendAsync(Message("", 4));
        var disconnect = await first.ReceiveAsync<MqttDisconnectPacket>();
        first.Close();

        var second = await (await broker.AcceptAsync()).HandshakeAsync();
        await second.GrantAsync();
        for (var i = 0; i < 3; i++)
        {
            await second.SendAsync(Message("topic", 0));
        }

        Assert.Equal(MqttDisconnectReasonCode.ProtocolError, disconnect.ReasonCode);
        Assert.Equal(0, second.Connect!.TopicAliasMaximum);
        var result = await subscribing;
        Assert.Equal((0, "42\n42\n42\n"), (result.Code, result.Out));
        Assert.Single(
            result.Error.Split('\n'), line =>
                line.Contains("going on without them (Topic Alias Maximum 0)", StringComparison.Ordinal));
    }

    static MqttPublishPacket Message(string topic, ushort alias) => new()
    {
        Topic = topic,
        TopicAlias = alias,
        PayloadSegment = Encoding.UTF8.GetBytes("42"),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtMostOnce,
    };
}
