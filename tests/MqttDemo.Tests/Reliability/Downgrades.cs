using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Reliability;

/// <summary>A broker whose Maximum QoS is lower than what is asked for (MQTT 5, section 3.2.2.3.4).</summary>
public sealed class Downgrades
{
    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce, "2")]
    [InlineData(MqttQualityOfServiceLevel.AtMostOnce, "2")]
    [InlineData(MqttQualityOfServiceLevel.AtMostOnce, "1")]
    public async Task With_allow_downgrade_messages_go_at_the_QoS_that_the_broker_takes(
        MqttQualityOfServiceLevel maximum, string asked)
    {
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(
            ["-b", broker.Address, "-t", "t", "-q", asked, "-l", "--allow-downgrade"], Lines.Sequence(3));
        var connection = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.MaximumQoS = maximum);
        Assert.Equal([maximum, maximum, maximum], await AnswerAsync(connection));

        (await publishing).ShouldBeSilentSuccess();
    }

    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce, "2")]
    [InlineData(MqttQualityOfServiceLevel.AtMostOnce, "1")]
    public async Task Without_it_the_hint_names_both_ways_once(MqttQualityOfServiceLevel maximum, string asked)
    {
        await using var broker = new ScriptedBroker();
        var publishing = App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", asked, "-l"], Lines.Sequence(2));
        var connection = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.MaximumQoS = maximum);
        Assert.Empty(await AnswerAsync(connection));

        var (words, number) = ($"the broker supports QoS {(int)maximum} at most", (int)maximum);
        (await publishing).ShouldFail(
            ExitCode.Denied,
            $"publisher: error: message 1 was not published: {words}\n"
            + $"hint: -q {number} publishes at that; --allow-downgrade at what the broker takes\n"
            + $"publisher: error: message 2 was not published: {words}\n0 sent");
    }

    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttQualityOfServiceLevel.AtMostOnce)]
    public async Task What_is_unfinished_goes_on_at_what_the_next_broker_takes(MqttQualityOfServiceLevel maximum)
    {
        await using var broker = new ScriptedBroker();
        await using var publisher = App.Publisher(
            "-b", broker.Address, "-t", "t", "-q", "2", "-l", "--allow-downgrade");
        await publisher.TypeAsync("1\n2\n");
        publisher.Input.Close();
        var first = await (await broker.AcceptAsync()).HandshakeAsync();
        Assert.Equal(
            MqttQualityOfServiceLevel.ExactlyOnce,
            (await first.ReceiveAsync<MqttPublishPacket>()).QualityOfServiceLevel);
        first.Close();
        var second = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.MaximumQoS = maximum);

        Assert.Equal([maximum, maximum], await AnswerAsync(second));
        Assert.Equal((0, ""), ((await publisher.ExitAsync()).Code, (await publisher.ExitAsync()).Out));
    }

    [Fact]
    public async Task The_will_goes_at_what_the_broker_takes_too()
    {
        await using var broker = new ScriptedBroker();
        string[] args = [
            "-b", broker.Address, "-t", "t", "-m", "x", "-q", "1", "--will-topic", "gone", "--will-qos", "2"];
        var publishing = App.PublishAsync([.. args, "--allow-downgrade"]);
        var first = await (await broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.ReasonCode = MqttConnectReasonCode.QoSNotSupported);
        var second = await (await broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.MaximumQoS = MqttQualityOfServiceLevel.AtLeastOnce);
        await AnswerAsync(second);

        (await publishing).ShouldBeSilentSuccess();
        Assert.Equal(
            (MqttQualityOfServiceLevel.ExactlyOnce, MqttQualityOfServiceLevel.AtLeastOnce),
            (first.Connect!.WillQoS, second.Connect!.WillQoS));
        var refusing = App.PublishAsync(args);
        await (await broker.AcceptAsync()).HandshakeAsync(
            connAck => connAck.ReasonCode = MqttConnectReasonCode.QoSNotSupported);
        (await refusing).ShouldFail(
            ExitCode.Refused, "QoS not supported", "hint: a lower --will-qos may do, or --allow-downgrade");
    }

    /// <summary>Answers everything; returns the QoS of each message.</summary>
    static async Task<List<MqttQualityOfServiceLevel>> AnswerAsync(ScriptedConnection connection)
    {
        var levels = new List<MqttQualityOfServiceLevel>();
        for (
            var packet =
                await connection.ReceiveAsync(); packet is not (null or MqttDisconnectPacket); packet =
                    await connection.ReceiveAsync())
        {
            switch (packet)
            {
                case MqttPublishPacket publish:
                    levels.Add(publish.QualityOfServiceLevel);
                    if (publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce)
                    {
                        await connection.SendAsync(
                            new MqttPubAckPacket { PacketIdentifier = publish.PacketIdentifier });
                    }

                    break;
                case MqttPingReqPacket:
                    await connection.SendAsync(MqttPingRespPacket.Instance);
                    break;
            }
        }

        connection.Close();
        return levels;
    }
}
