namespace MqttDemo.Tests.Reliability;

/// <summary>The connection of a publisher is cut at each kind of packet, with the embedded broker behind it.</summary>
[Trait("Length", "long")]
public sealed class EmbeddedPublisherCuts
{
    public static TheoryData<string, string> Kinds => EmbeddedCuts.Of5(PublisherCuts.ExactlyOnce);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Cut_at_any_kind_of_packet_QoS_2_arrives_once_and_in_order(string version, string cut)
    {
        await using var broker = await Embedded.StartAsync();

        Lines.ShouldBeEqual(
            Lines.Sequence(Scale.Messages), await PublisherCuts.ReceivedAsync(broker, "2", version, cut));
    }
}
