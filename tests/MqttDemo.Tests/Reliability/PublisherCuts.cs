using MQTTnet.Protocol;

namespace MqttDemo.Tests.Reliability;

/// <summary>The publisher's connection is cut at every kind of packet.</summary>
public sealed class PublisherCuts
{
    public static TheoryData<string, string> AtMostOnce =>
        CutPlan.NamesOf(MqttControlPacketType.Connect, MqttControlPacketType.ConnAck, MqttControlPacketType.Publish);

    public static TheoryData<string, string> AtLeastOnce =>
        CutPlan.NamesOf(
            MqttControlPacketType.Connect, MqttControlPacketType.ConnAck, MqttControlPacketType.Publish,
            MqttControlPacketType.PubAck);

    public static TheoryData<string, string> ExactlyOnce => CutPlan.NamesOf(
        MqttControlPacketType.Connect, MqttControlPacketType.ConnAck, MqttControlPacketType.Publish,
        MqttControlPacketType.PubRec, MqttControlPacketType.PubRel, MqttControlPacketType.PubComp);

    [Theory]
    [MemberData(nameof(AtMostOnce))]
    public async Task At_QoS_0_what_may_be_lost_is_counted_and_the_rest_arrives_once_and_in_order(
        string version, string cut)
    {
        var plan = CutPlan.Named(cut);
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = new TcpProxy(broker.Port, plan.For(Scale.Seeded()));
        await using var subscriber = await Stream.SubscribeAsync(broker.Address, "0", version);
        await using var publisher = Stream.Publish(proxy.Address, "0", version);
        await Feed.SteadilyAsync(publisher, Scale.Messages);
        var published = await publisher.ExitAsync();
        (await App.PublishAsync(["-b", broker.Address, "-t", "numbers", "-m", $"{Scale.Messages + 1}"]))
            .ShouldBeSilentSuccess();
        await Until.TrueAsync(() => subscriber.HighestSoFar == Scale.Messages + 1, "the message after the last");
        // What was on a connection that was cut last may come after the message of another client, and is among those
        // that may be lost.
        var received =
            Stream.Numbers((await Stream.EndAsync(subscriber)).Bytes).Where(number => number <= Scale.Messages)
                .ToArray();

        var mayBeLost = Stream.NumberBefore("messages at QoS 0 may not have arrived", published.Error);
        Assert.Equal((mayBeLost > 0 ? (int)ExitCode.ConnectionLost : 0, ""), (published.Code, published.Out));
        Assert.InRange(proxy.Cuts, plan.FewestAtMostOnce, CutPlan.Total);
        Stream.ShouldAscend(received);
        Assert.InRange(received.Length, Scale.Messages - mayBeLost, Scale.Messages);
    }

    [Theory]
    [MemberData(nameof(AtLeastOnce))]
    public async Task At_QoS_1_no_message_is_lost(string version, string cut) =>
        Stream.ShouldBeComplete(Scale.Messages, Stream.Numbers(await ReceivedAsync("1", version, cut)));

    [Theory]
    [MemberData(nameof(ExactlyOnce))]
    public async Task At_QoS_2_each_message_arrives_once_and_in_order(string version, string cut) =>
        Lines.ShouldBeEqual(Lines.Sequence(Scale.Messages), await ReceivedAsync("2", version, cut));

    /// <summary>What comes out when the publisher's connection is cut as often as planned.</summary>
    static async Task<byte[]> ReceivedAsync(string qos, string version, string cut)
    {
        await using var broker = await Mosquitto.StartAsync();
        return await ReceivedAsync(broker, qos, version, cut);
    }

    internal static async Task<byte[]> ReceivedAsync(TestBroker broker, string qos, string version, string cut)
    {
        await using var proxy = new TcpProxy(broker.Port, CutPlan.Named(cut).For(Scale.Seeded()));

        var (published, received) = await Stream.RunAsync(qos, version, proxy.Address, broker.Address, Scale.Messages);

        Assert.Equal((0, "", 0), (published.Code, published.Out, received.Code));
        Assert.Equal(CutPlan.Total, proxy.Cuts);
        return received.Bytes;
    }
}
