namespace MqttDemo.Tests.Reliability;

/// <summary>The connections of both sides are cut with the embedded broker between them.</summary>
[Trait("Length", "long")]
public sealed class EmbeddedCuts
{
    /// <summary>What the broker may take for it, in megabytes.</summary>
    internal const double MostMegabytes = 150;

    public static TheoryData<string> Versions => RandomCuts.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task With_200_cuts_of_both_sides_QoS_2_arrives_once_and_in_order(string version)
    {
        await using var broker = await Embedded.StartAsync();

        Lines.ShouldBeEqual(Lines.Sequence(RandomCuts.Messages), await RandomCuts.RunAsync(broker, "2", version));
        Assert.InRange(broker.PeakMegabytes, 1, MostMegabytes);
    }

    /// <summary>The kinds of packets in the stream, on MQTT 5; 3.1.1 is cut anywhere.</summary>
    internal static TheoryData<string, string> Of5(TheoryData<string, string> all) =>
    [
        .. all.Where(
            row => row.Data.Item1 == "5"
                && !row.Data.Item2.Contains("CONN", StringComparison.Ordinal)
                && !row.Data.Item2.Contains("SUB", StringComparison.Ordinal)),
    ];
}
