using System.Text.RegularExpressions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.EndToEnd;

/// <summary>What <c>--debug</c> shows, and that it does not change what it shows.</summary>
public sealed class Traces
{
    [Fact]
    public async Task While_nobody_reads_the_trace_the_session_is_kept_alive_and_every_packet_is_in_it_afterwards()
    {
        const int count = 2000;
        await using var broker = new ScriptedBroker();
        await using var subscriber = App.Start(
            "/bin/sh",
            [
                "-c", "exec \"$0\" \"$@\" 2>&1 >/dev/null", Executables.Subscriber, "-b", broker.Address, "-t", "t",
                "-C", $"{count}", "--debug",
            ],
            readsOutput: false);
        var connection = await (await broker.AcceptAsync()).HandshakeAsync(connAck => connAck.ServerKeepAlive = 1);
        await connection.GrantAsync(MqttSubscribeReasonCode.GrantedQoS0);
        for (var i = 1; i < count; i++)
        {
            await connection.PublishAsync($"{i}", MqttQualityOfServiceLevel.AtMostOnce);
        }

        // Two and a quarter periods.
        for (var i = 0; i < 3; i++)
        {
            await connection.ReceiveAsync<MqttPingReqPacket>();
            await connection.SendAsync(MqttPingRespPacket.Instance);
        }

        var trace = new StreamReader(subscriber.Output).ReadToEndAsync(TestContext.Current.CancellationToken);
        await connection.PublishAsync($"{count}", MqttQualityOfServiceLevel.AtMostOnce);
        while (await connection.ReceiveAsync() is { } packet and not MqttDisconnectPacket)
        {
            if (packet is MqttUnsubscribePacket unsubscribe)
            {
                await connection.SendAsync(
                    new MqttUnsubAckPacket
                    {
                        PacketIdentifier = unsubscribe.PacketIdentifier,
                        ReasonCodes = [MqttUnsubscribeReasonCode.Success],
                    });
            }
        }

        connection.Close();
        Assert.Equal(count, Regex.Count(await trace, "received Publish"));
        Assert.DoesNotContain("warning", await trace, StringComparison.Ordinal);
        Assert.Equal(0, (await subscriber.ExitAsync()).Code);
    }
}
