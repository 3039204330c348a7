using System.Globalization;
using MqttDemo.Tests.Infra;

namespace MqttDemo.Tests.Reliability;

/// <summary>
/// Two clients of the embedded broker send 100,000 messages each to what the other one reads: artifacts/embedded.md.
/// </summary>
public sealed class EmbeddedCrossings
{
    const int Count = 100_000;

    static readonly string Table = Path.Combine(Executables.Repository, "artifacts", "embedded.md");

    public static MatrixTheoryData<string, string> Levels => new(["0", "1", "2"], ["0", "1", "2"]);

    [ProofTheory]
    [MemberData(nameof(Levels))]
    public async Task Both_get_everything_once_and_in_order_and_the_broker_keeps_within_its_memory(
        string qos, string otherQos)
    {
        await using var broker = await Embedded.StartAsync();
        await using var one = await App.SubscribedAsync("-b", broker.Address, "-t", "one", "-q", "2", "-C", $"{Count}");
        await using var two = await App.SubscribedAsync("-b", broker.Address, "-t", "two", "-q", "2", "-C", $"{Count}");

        var publishers = await Task.WhenAll(
            App.PublishAsync(["-b", broker.Address, "-t", "one", "-q", qos, "-l"], Lines.Sequence(Count)),
            App.PublishAsync(["-b", broker.Address, "-t", "two", "-q", otherQos, "-l"], Lines.Sequence(Count)));

        Assert.All(publishers, publisher => publisher.ShouldBeSilentSuccess());
        Lines.ShouldBeEqual(Lines.Sequence(Count), (await one.ExitAsync()).Bytes);
        Lines.ShouldBeEqual(Lines.Sequence(Count), (await two.ExitAsync()).Bytes);
        var peak = broker.PeakMegabytes;
        var row = string.Create(CultureInfo.InvariantCulture, $"| {qos} | {otherQos} | {peak:0} MB |\n");
        await File.AppendAllTextAsync(Table, row, TestContext.Current.CancellationToken);
        Assert.InRange(peak, 1, EmbeddedCuts.MostMegabytes);
    }
}
