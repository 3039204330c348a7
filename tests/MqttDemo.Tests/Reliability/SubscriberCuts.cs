using MQTTnet.Protocol;

namespace MqttDemo.Tests.Reliability;

/// <summary>The subscriber's connection is cut at every kind of packet, its session being kept.</summary>
public sealed class SubscriberCuts
{
    static readonly MqttControlPacketType[] Beginning =
        [
            MqttControlPacketType.Connect, MqttControlPacketType.ConnAck, MqttControlPacketType.Subscribe,
            MqttControlPacketType.SubAck
        ];

    public static TheoryData<string, string> AtMostOnce =>
        CutPlan.NamesOf([.. Beginning, MqttControlPacketType.Publish]);

    public static TheoryData<string, string> AtLeastOnce =>
        CutPlan.NamesOf([.. Beginning, MqttControlPacketType.Publish, MqttControlPacketType.PubAck]);

    public static TheoryData<string, string> ExactlyOnce => CutPlan.NamesOf(
        [
            .. Beginning, MqttControlPacketType.Publish, MqttControlPacketType.PubRec, MqttControlPacketType.PubRel,
            MqttControlPacketType.PubComp
        ]);

    [Theory]
    [MemberData(nameof(AtMostOnce))]
    public async Task At_QoS_0_the_stream_goes_on_in_order_and_nothing_comes_twice(string version, string cut)
    {
        var plan = CutPlan.Named(cut);
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = new TcpProxy(broker.Port, plan.For(Scale.Seeded()));
        await using var subscriber = await Stream.SubscribeAsync(proxy.Address, "0", version);
        await using var publisher = Stream.Publish(broker.Address, "0", version);
        await Feed.SteadilyAsync(publisher, Scale.Messages);
        Assert.Equal(0, (await publisher.ExitAsync()).Code);
        await Stream.MarkEndAsync(["-b", broker.Address, "-t", "numbers"], subscriber, Scale.Messages);
        var received = await Stream.EndAsync(subscriber);

        Assert.Equal(0, received.Code);
        Assert.InRange(proxy.Cuts, plan.FewestAtMostOnce, CutPlan.Total);
        Stream.ShouldAscend(Stream.Numbers(received.Bytes));
    }

    [Theory]
    [MemberData(nameof(AtLeastOnce))]
    public async Task At_QoS_1_no_message_is_lost(string version, string cut) =>
        Stream.ShouldBeComplete(Scale.Messages, Stream.Numbers(await ReceivedAsync("1", version, cut)));

    // A window of 100: what the broker is like shows one window after the first, and 1,000 messages more, and must be
    // known before the first cut.
    [Theory]
    [MemberData(nameof(ExactlyOnce))]
    public async Task At_QoS_2_each_message_arrives_once_and_in_order(string version, string cut) =>
        Lines.ShouldBeEqual(Lines.Sequence(Scale.Messages), await ReceivedAsync("2", version, cut, "-M", "100"));

    /// <summary>What comes out when the subscriber's connection is cut as often as planned.</summary>
    static async Task<byte[]> ReceivedAsync(string qos, string version, string cut, params string[] more)
    {
        await using var broker = await Mosquitto.StartAsync();
        return await ReceivedAsync(broker, qos, version, cut, more);
    }

    internal static async Task<byte[]> ReceivedAsync(
        TestBroker broker, string qos, string version, string cut, params string[] more)
    {
        var plan = CutPlan.Named(cut);
        await using var proxy = new TcpProxy(broker.Port, plan.For(Scale.Seeded()));

        var (published, received) = await Stream.RunAsync(
            qos, version, broker.Address, proxy.Address, Scale.Messages, () => proxy.Cuts >= plan.Fewest, more);

        published.ShouldBeSilentSuccess();
        Assert.Equal(0, received.Code);
        Assert.InRange(proxy.Cuts, plan.Fewest, CutPlan.Total);
        return received.Bytes;
    }
}
