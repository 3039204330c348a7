using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>How near the pair comes to what the broker can do at all: where it is at its limit, nobody can be faster.</summary>
static class Ceiling
{
    public static async IAsyncEnumerable<Figure> MeasureAsync(Plan plan)
    {
        await using var broker = await Mosquitto.StartAsync(plan.Workspace.Folder);
        foreach (var (bytes, text) in ((int, string)[])[(8, "8 B"), (256, "256 B")])
        {
            var messages = plan.IsQuick ? 60_000 : 300_000;
            var transfer = new Transfer(messages, plan.Workspace.Lines(messages, bytes), QualityOfService: 0);
            var (ours, theirs) = (new List<Round>(), new List<Round>());
            var failures = new List<string>();
            for (var round = 0; round < plan.Rounds; round++)
            {
                var bare = BareSockets.MessagesPerSecond(broker, messages, bytes);
                var (our, their) = (await transfer.RunAsync(plan.Ours, broker, plan.Workspace), await transfer.RunAsync(Tools.Theirs, broker, plan.Workspace));
                ours.Add(new(our.MessagesPerSecond, bare));
                theirs.Add(new(their.MessagesPerSecond, bare));
                failures.AddRange(new[] { our.Failure, their.Failure }.OfType<string>());
            }

            yield return new($"throughput, {text}, QoS 0, ours against bare sockets", "messages/s", ours) { Failures = failures };
            yield return new($"throughput, {text}, QoS 0, theirs against bare sockets", "messages/s", theirs);
        }
    }
}
