using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;
using MqttDemo.TestKit.Brokers;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>What TLS costs: one message, and streams.</summary>
static class Encryption
{
    const int Messages = 60_000;

    static readonly double[] ThroughputWanted = [1.3, 3, 3];

    public static async IAsyncEnumerable<Figure> MeasureAsync(Plan plan)
    {
        using var certificates = new Certificates();
        await using var broker = await MeasuredBroker.StartTlsAsync(certificates);
        string[] trust = ["--cafile", certificates.Authority];
        yield return StartUp.MeasurePublisher(
            plan, "start to exit, one message over TLS", [.. StartUp.OneMessage(broker), .. trust], limit: 1.5);
        foreach (var qos in plan.QualitiesOfService)
        {
            var transfer = new Transfer(Messages, plan.Workspace.Lines(Messages, 256), qos) { ConnectionArgs = trust };
            var transfers = await Transfers.RunAsync(
                transfer, Tools.Both(plan.Ours), plan.Rounds, broker, plan.Workspace);
            yield return transfers.Figure(
                $"throughput, TLS, 256 B, QoS {qos}", "messages/s", plan.Ours, Tools.Theirs, end =>
                    end.MessagesPerSecond, Wanted.RatioFrom(ThroughputWanted[qos]));
            yield return transfers.Figure(
                $"processor, TLS, 256 B, QoS {qos}", "s/million", plan.Ours, Tools.Theirs, end =>
                    end.ProcessorSecondsPerMillion);
        }
    }
}
