using System.Text;
using MqttDemo.Tests.Infra;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Broker;

/// <summary>What the embedded broker has to remember of its clients, beside messages, is bounded too.</summary>
[Trait("Length", "long")]
public sealed class ClientMemory
{
    /// <summary>With filters of 60,000 characters, so many are more than 32 MB.</summary>
    const int Many = 300;

    [Theory]
    [InlineData(MqttProtocolVersion.V500, 0x97)]
    [InlineData(MqttProtocolVersion.V311, 0x80)]
    public async Task Subscriptions_for_which_there_is_no_memory_are_refused_and_given_ones_come_back(
        MqttProtocolVersion version, int refusal)
    {
        await using var broker = await ServedBroker.StartAsync();
        using (var many = await broker.ConnectAsync("many", version))
        {
            var codes = new List<int>();
            for (var number = 1; number <= Many; number++)
            {
                codes.Add((int)(await many.SubscribeAsync(Filter(number), 1)).ReasonCodes.Single());
            }

            var taken = codes.IndexOf(refusal);
            Assert.InRange(taken, Many / 2, Many - 1);
            Assert.All(codes[..taken], code => Assert.Equal(1, code));
            Assert.Equal(1, (int)(await many.SubscribeAsync(Filter(1), 1)).ReasonCodes.Single());
            await many.SendAsync(new MqttUnsubscribePacket { PacketIdentifier = 1, TopicFilters = [Filter(1)] });
            await many.ReceiveAsync<MqttUnsubAckPacket>();
            Assert.Equal(1, (int)(await many.SubscribeAsync(Filter(Many), 1)).ReasonCodes.Single());
        }

        await using var other = await App.SubscribedAsync("-b", broker.Address, "-t", Filter(1), "-C", "1");
        (await App.PublishAsync(["-b", broker.Address, "-t", Filter(1), "-m", "x"])).ShouldBeSilentSuccess();
        var result = await other.ExitAsync();
        Assert.Equal((0, "x\n"), (result.Code, result.Out));
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V500)]
    [InlineData(MqttProtocolVersion.V311)]
    public async Task Sessions_and_wills_for_which_there_is_no_memory_are_refused(MqttProtocolVersion version)
    {
        await using var broker = await ServedBroker.StartAsync();
        var refusals = new List<MqttConnAckPacket>();
        for (var number = 1; number <= 600; number++)
        {
            using var client = await RawClient.OpenAsync(broker.Port, version);
            var answer = await client.ConnectAsync($"{number}", WithWill);
            if (answer.ReturnCode != MqttConnectReturnCode.ConnectionAccepted
                || answer.ReasonCode != MqttConnectReasonCode.Success)
            {
                refusals.Add(answer);
            }
        }

        Assert.InRange(refusals.Count, 10, 200);
        Assert.All(refusals, answer => Assert.True(
            version == MqttProtocolVersion.V500
                ? answer.ReasonCode == MqttConnectReasonCode.QuotaExceeded
                : answer.ReturnCode == MqttConnectReturnCode.ConnectionRefusedServerUnavailable));
        using var known = await broker.ConnectAsync("1", version, WithWill);
        Assert.True(known.Welcome!.IsSessionPresent);
    }

    static string Filter(int number) => $"{number}{new string('f', 60_000)}";

    static void WithWill(MqttConnectPacket connect)
    {
        (connect.CleanSession, connect.SessionExpiryInterval) = (false, 1_000);
        (connect.WillFlag, connect.WillTopic, connect.WillMessage, connect.WillDelayInterval) =
            (true, "w", Encoding.ASCII.GetBytes(new string('w', 60_000)), 1_000);
    }
}
