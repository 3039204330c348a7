namespace MqttDemo.Tests.Reliability;

/// <summary>The connections of both sides are cut with the embedded broker between them.</summary>
[Trait("Length", "long")]
public sealed class EmbeddedCuts
{
    /// <summary>What the broker may take for it, in megabytes.</summary>
    internal const double MostMegabytes = 150;

    public static TheoryData<string> Versions => RandomCuts.Versions;

    public static TheoryData<string, string> OfPublisher => Of5(PublisherCuts.ExactlyOnce);

    public static TheoryData<string, string> OfSubscriber => Of5(SubscriberCuts.ExactlyOnce);

    [Theory]
    [MemberData(nameof(OfPublisher))]
    public async Task Cut_at_any_kind_of_packet_of_a_publisher_QoS_2_arrives_once_and_in_order(
        string version, string cut)
    {
        await using var broker = await Embedded.StartAsync();

        Lines.ShouldBeEqual(
            Lines.Sequence(Scale.Messages), await PublisherCuts.ReceivedAsync(broker, "2", version, cut));
    }

    [Theory]
    [MemberData(nameof(OfSubscriber))]
    public async Task Cut_at_any_kind_of_packet_of_a_subscriber_QoS_2_arrives_once_and_in_order(
        string version, string cut)
    {
        await using var broker = await Embedded.StartAsync();

        Lines.ShouldBeEqual(
            Lines.Sequence(Scale.Messages), await SubscriberCuts.ReceivedAsync(broker, "2", version, cut));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task With_200_cuts_of_both_sides_QoS_2_arrives_once_and_in_order(string version)
    {
        await using var broker = await Embedded.StartAsync();

        Lines.ShouldBeEqual(Lines.Sequence(RandomCuts.Messages), await RandomCuts.RunAsync(broker, "2", version));
        Assert.InRange(broker.PeakMegabytes, 1, MostMegabytes);
    }

    /// <summary>The kinds of packets in the stream, on MQTT 5; 3.1.1 is cut anywhere.</summary>
    static TheoryData<string, string> Of5(TheoryData<string, string> all) =>
    [
        .. all.Where(
            row => row.Data.Item1 == "5"
                && !row.Data.Item2.Contains("CONN", StringComparison.Ordinal)
                && !row.Data.Item2.Contains("SUB", StringComparison.Ordinal)),
    ];
}
