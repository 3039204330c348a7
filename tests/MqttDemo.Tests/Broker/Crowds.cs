using System.Text;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;

namespace MqttDemo.Tests.Broker;

/// <summary>
/// Many clients of the embedded broker, and slow ones: nobody waits for somebody else, and memory stays bounded.
/// </summary>
[Trait("Length", "long")]
public sealed class Crowds
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_client_that_never_reads_takes_no_message_from_the_others_and_does_not_stop_the_publisher(int qos)
    {
        await using var broker = await ServedBroker.StartAsync();
        using var never = await broker.ConnectAsync("never");
        await never.SubscribeAsync("t", qos);
        await using var reader = await App.SubscribedAsync("-b", broker.Address, "-t", "t", "-q", "1", "-C", "600");
        var input = Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Range(1, 600).Select(number => $"{number} {new string('x', 100_000)}\n")));

        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-l"], input)).ShouldBeSilentSuccess();
        var received = await reader.ExitAsync();

        Lines.ShouldBeEqual(input, received.Bytes);
        Assert.Contains("no room for more messages for 'never'", broker.Warnings[0], StringComparison.Ordinal);
    }

    /// <summary>By this clock nobody ever stands still for long.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task While_nobody_can_tell_whether_a_client_stands_still_its_publishers_go_on_and_it_loses_nothing(int qos)
    {
        await using var broker = await ServedBroker.StartAsync(new ManualTime());
        using var slow = await broker.ConnectAsync("slow");
        await slow.SubscribeAsync("t", qos);
        string[] publish = ["-b", broker.Address, "-t", "t", "-q", "1", "-l"];

        // What goes beyond a few MB at once waits for room, and is not lost.
        (await App.PublishAsync(publish, Numbered(1, 120))).ShouldBeSilentSuccess();
        var publishing = App.PublishAsync(publish, Numbered(121, 240));
        for (var number = 1; number <= 240; number++)
        {
            Assert.StartsWith($"{number} ", await slow.AcknowledgedPayloadAsync(), StringComparison.Ordinal);
        }

        (await publishing).ShouldBeSilentSuccess();
        Assert.Empty(broker.Warnings);
    }

    /// <summary>Less than what holds publishers back, and more than what lets them go on.</summary>
    [Fact]
    public async Task A_client_that_gets_on_and_then_stands_still_is_not_waited_for_whatever_it_has_before_it()
    {
        var time = new ManualTime();
        await using var broker = await ServedBroker.StartAsync(time);
        using var slow = await broker.ConnectAsync("slow", change: Kept);
        await slow.SubscribeAsync("t", 1);
        using var publisher = await broker.ConnectAsync("publisher");
        var last = await PublishUntilHeldBackAsync(publisher);

        for (var number = 1; number <= last - 30; number++)
        {
            Assert.StartsWith($"{number} ", await slow.AcknowledgedPayloadAsync(), StringComparison.Ordinal);
        }

        await publisher.ShouldBeSilentAsync();
        using (new Timer(_ => time.Advance(1), null, TimeSpan.Zero, TimeSpan.FromSeconds(0.1)))
        {
            Assert.Equal(last, (await publisher.ReceiveAsync<MqttPubAckPacket>()).PacketIdentifier);
        }
    }

    /// <summary>
    /// Three that stand still have all the room that such clients may have; one that gets on has room nevertheless.
    /// </summary>
    [Fact]
    public async Task Clients_that_stand_still_leave_room_to_those_that_get_on()
    {
        var time = new ManualTime();
        await using var broker = await ServedBroker.StartAsync(time);
        using (new Timer(_ => time.Advance(1), null, TimeSpan.Zero, TimeSpan.FromSeconds(0.1)))
        {
            foreach (var topic in new[] { "a", "b", "c" })
            {
                using var stopped = await broker.ConnectAsync(topic, change: Kept);
                await stopped.SubscribeAsync(topic, 1);
                (await App.PublishAsync(["-b", broker.Address, "-t", topic, "-q", "1", "-l"], Numbered(1, 300)))
                    .ShouldBeSilentSuccess();
            }
        }

        using var slow = await broker.ConnectAsync("slow", change: Kept);
        await slow.SubscribeAsync("t", 1);
        (await App.PublishAsync(["-b", broker.Address, "-t", "t", "-q", "1", "-l"], Numbered(1, 30)))
            .ShouldBeSilentSuccess();

        for (var number = 1; number <= 30; number++)
        {
            Assert.StartsWith($"{number} ", await slow.AcknowledgedPayloadAsync(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(broker.Warnings, warning => warning.Contains("'slow'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("1", "1")]
    [InlineData("2", "2")]
    [InlineData("0", "2")]
    [InlineData("2", "1")]
    public async Task Two_that_publish_to_each_other_both_get_everything(string qos, string otherQos)
    {
        const int count = 20_000;
        await using var broker = await ServedBroker.StartAsync();
        await using var one = await App.SubscribedAsync("-b", broker.Address, "-t", "one", "-q", "2", "-C", $"{count}");
        await using var other = await App.SubscribedAsync(
            "-b", broker.Address, "-t", "other", "-q", "2", "-C", $"{count}");

        var publishers = await Task.WhenAll(
            App.PublishAsync(["-b", broker.Address, "-t", "one", "-q", qos, "-l"], Lines.Sequence(count)),
            App.PublishAsync(["-b", broker.Address, "-t", "other", "-q", otherQos, "-l"], Lines.Sequence(count)));

        Assert.All(publishers, publisher => publisher.ShouldBeSilentSuccess());
        Lines.ShouldBeEqual(Lines.Sequence(count), (await one.ExitAsync()).Bytes);
        Lines.ShouldBeEqual(Lines.Sequence(count), (await other.ExitAsync()).Bytes);
    }

    [Fact]
    public async Task A_thousand_clients_get_a_message_each()
    {
        await using var broker = await ServedBroker.StartAsync();
        var clients = new List<RawClient>();
        for (var number = 0; number < 1_000; number++)
        {
            clients.Add(await broker.ConnectAsync($"client-{number}"));
            await clients[^1].SubscribeAsync("all", 1);
        }

        await clients[0].PublishAsync("all", "hello", 0);

        foreach (var client in clients)
        {
            Assert.Equal("hello", await client.PayloadAsync());
            client.Dispose();
        }
    }

    /// <summary>
    /// Publishes messages of 100,000 bytes until one is not acknowledged, though a PINGREQ behind it is answered;
    /// returns its number.
    /// </summary>
    static async Task<ushort> PublishUntilHeldBackAsync(RawClient publisher)
    {
        for (ushort number = 1; ; number++)
        {
            await publisher.PublishAsync("t", $"{number} {new string('x', 100_000)}", qos: 1, number);
            await publisher.SendAsync(MqttPingReqPacket.Instance);
            if (await publisher.ReceiveAsync() is MqttPingRespPacket)
            {
                return number;
            }

            await publisher.ReceiveAsync<MqttPingRespPacket>();
        }
    }

    static void Kept(MqttConnectPacket connect) => (connect.SessionExpiryInterval, connect.ReceiveMaximum) = (100, 1);

    static byte[] Numbered(int first, int last) =>
        Encoding.ASCII.GetBytes(
            string.Concat(
                Enumerable.Range(first, last - first + 1).Select(number => $"{number} {new string('x', 100_000)}\n")));
}
