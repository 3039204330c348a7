using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>
/// How near the pair comes to what the broker can do at all: where it is at its limit, nobody can be faster.
/// </summary>
static class Ceiling
{
    public static async IAsyncEnumerable<Figure> MeasureAsync(Plan plan)
    {
        await using var broker = await MeasuredBroker.StartAsync();
        foreach (var (bytes, text) in ((int, string)[])[(8, "8 B"), (256, "256 B")])
        {
            var messages = plan.IsQuick ? 60_000 : 300_000;
            var transfer = new Transfer(messages, plan.Workspace.Lines(messages, bytes), QualityOfService: 0);
            var figures = Tools.Both(plan.Ours).ToDictionary(
                tools => tools, _ => (Rounds: new List<Round>(), Failures: new List<string>()));
            for (var round = 0; round < plan.Rounds; round++)
            {
                var bare = BareSockets.MessagesPerSecond(broker, messages, bytes);
                foreach (var (tools, (rounds, failures)) in figures)
                {
                    var end = await transfer.RunAsync(tools, broker, plan.Workspace);
                    rounds.Add(new(end.Valid(valid => valid.MessagesPerSecond), bare));
                    failures.AddRange(end.Failure is { } failure ? [failure] : []);
                }
            }

            foreach (var (tools, (rounds, failures)) in figures)
            {
                yield return new($"throughput, {text}, QoS 0, {tools.Name} against bare sockets", "messages/s", rounds)
                {
                    Failures = failures,
                };
            }
        }
    }
}
