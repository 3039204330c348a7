using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Broker;

/// <summary>
/// Members of a group at the embedded broker, and what becomes of their work when they go (MQTT 5, section 4.8.2).
/// </summary>
public sealed class Groups
{
    const string Filter = "$share/g/t";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_one_has_not_acknowledged_when_its_session_ends_goes_to_the_others_but_never_twice_at_QoS_2(int qos)
    {
        await using var broker = await ServedBroker.StartAsync();
        var one = await broker.ConnectAsync("one", change: connect => connect.ReceiveMaximum = 2);
        using var other = await broker.ConnectAsync("other");
        await one.SubscribeAsync(Filter, qos);
        await other.SubscribeAsync(Filter, qos);
        await PublishAsync(broker, qos, 10);
        var (his, others) = (await PayloadsAsync(one, 2), await PayloadsAsync(other, 5));

        one.Dispose();

        // Five were for him. Two have been sent to him, which may not be sent to another at QoS 2.
        others.AddRange(await PayloadsAsync(other, qos == 1 ? 5 : 3));
        await other.ShouldBeSilentAsync();
        Assert.Equal(
            Enumerable.Range(1, 10).Select(number => $"{number}").Order(),
            (qos == 1 ? others : others.Concat(his)).Order());
    }

    [Fact]
    public async Task One_whose_session_is_kept_keeps_its_work()
    {
        await using var broker = await ServedBroker.StartAsync();
        var one = await broker.ConnectAsync("one", change: connect => connect.SessionExpiryInterval = 100);
        using var other = await broker.ConnectAsync("other");
        await one.SubscribeAsync(Filter, 1);
        await other.SubscribeAsync(Filter, 1);
        await PublishAsync(broker, 1, 4);
        var his = await PayloadsAsync(one, 2);
        await PayloadsAsync(other, 2);

        one.Dispose();

        using var back = await broker.ConnectAsync(
            "one", change: connect => (connect.CleanSession, connect.SessionExpiryInterval) = (false, 100));
        Assert.Equal(his, await PayloadsAsync(back, 2));
        await other.ShouldBeSilentAsync();
    }

    static async Task<List<string>> PayloadsAsync(RawClient client, int count)
    {
        var payloads = new List<string>();
        while (payloads.Count < count)
        {
            payloads.Add(await client.PayloadAsync());
        }

        return payloads;
    }

    static async Task PublishAsync(ServedBroker broker, int qos, int count)
    {
        using var publisher = await broker.ConnectAsync("publisher");
        for (ushort number = 1; number <= count; number++)
        {
            await publisher.PublishAsync("t", $"{number}", qos, number);
            await publisher.ReceiveAsync();
        }
    }
}
