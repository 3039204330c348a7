using System.Diagnostics;
using System.Text;
using MqttDemo.Tests.Infra;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Tests.Broker;

/// <summary>The wills of the embedded broker's clients (MQTT 5, section 3.1.2.5).</summary>
public sealed class Wills
{
    [Fact]
    public async Task A_client_that_vanishes_leaves_its_will_with_all_that_belongs_to_it()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var watcher = await WatcherAsync(broker);
        (await broker.ConnectAsync("id", change: connect => Will(connect, 0))).Dispose();

        var will = await watcher.ReceiveAsync<MqttPublishPacket>();

        Assert.Equal(
            ("gone", "text/plain", "v"), (
                RawClient.Payload(will), will.ContentType,
                Encoding.UTF8.GetString(will.UserProperties[0].ValueBuffer.Span)));
    }

    [Fact]
    public async Task A_client_that_says_goodbye_leaves_none_unless_it_asks_for_it()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var watcher = await WatcherAsync(broker);
        foreach (byte[] goodbye in (byte[][])[[0xE0, 0], [0xE0, 1, 4]])
        {
            using var client = await broker.ConnectAsync(
                "id", change: connect => Will(connect, 0, payload: $"{goodbye.Length}"));
            await client.SendAsync(goodbye);
            Assert.Null(await client.ReceiveAsync());
        }

        Assert.Equal("3", await watcher.PayloadAsync());
    }

    [Fact]
    public async Task A_will_waits_for_its_delay_and_not_beyond_the_end_of_the_session()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var watcher = await WatcherAsync(broker);
        var watch = Stopwatch.StartNew();
        (await broker.ConnectAsync("a", change: connect => Will(connect, 1, expiry: 60, payload: "delay"))).Dispose();
        Assert.Equal("delay", await watcher.PayloadAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), App.Patience);

        watch.Restart();
        (await broker.ConnectAsync("b", change: connect => Will(connect, 600, expiry: 1, payload: "expiry"))).Dispose();
        Assert.Equal("expiry", await watcher.PayloadAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), App.Patience);
    }

    [Fact]
    public async Task A_client_that_comes_back_in_time_leaves_no_will()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var watcher = await WatcherAsync(broker);
        (await broker.ConnectAsync("id", change: connect => Will(connect, 1, expiry: 60, payload: "first"))).Dispose();
        using var again = await broker.ConnectAsync(
            "id", change: connect => (connect.CleanSession, connect.SessionExpiryInterval) = (false, 60));
        (await broker.ConnectAsync("other", change: connect => Will(connect, 2, expiry: 60, payload: "other")))
            .Dispose();

        Assert.Equal("other", await watcher.PayloadAsync());
    }

    [Fact]
    public async Task A_client_that_keeps_silent_for_one_and_a_half_keep_alive_periods_is_told_and_counts_as_vanished()
    {
        await using var broker = await ServedBroker.StartAsync();
        using var watcher = await WatcherAsync(broker);
        using var client = await broker.ConnectAsync("id", change: connect =>
        {
            Will(connect, 0);
            connect.KeepAlivePeriod = 1;
        });

        Assert.Equal(
            MqttDisconnectReasonCode.KeepAliveTimeout, (await client.ReceiveAsync<MqttDisconnectPacket>()).ReasonCode);
        Assert.Equal("gone", await watcher.PayloadAsync());
    }

    static async Task<RawClient> WatcherAsync(ServedBroker broker)
    {
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("wills", 0);
        return watcher;
    }

    static void Will(MqttConnectPacket connect, uint delay, uint expiry = 0, string payload = "gone")
    {
        (connect.WillFlag, connect.WillTopic, connect.WillMessage, connect.WillDelayInterval) =
            (true, "wills", Encoding.UTF8.GetBytes(payload), delay);
        (connect.WillContentType, connect.WillUserProperties) =
            ("text/plain", [new MqttUserProperty("k", "v"u8.ToArray())]);
        connect.SessionExpiryInterval = expiry;
    }
}
