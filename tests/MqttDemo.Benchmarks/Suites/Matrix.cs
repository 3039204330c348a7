using MqttDemo.Benchmarks.Programs;
using MqttDemo.Benchmarks.Results;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.Benchmarks.Suites;

/// <summary>
/// Full streams of 8 bytes with every broker and every window: one message in flight, so many as mosquitto has by
/// default, and more.
/// </summary>
static class Matrix
{
    /// <summary>The path of another mosquitto: a newer one, say.</summary>
    const string OtherBroker = "MQTTDEMO_BROKER";

    const int Rounds = 3;

    static readonly int[] Windows = [1, 20, 100, 1000];

    public static async IAsyncEnumerable<Figure> MeasureAsync(Plan plan)
    {
        foreach (var start in Brokers())
        {
            foreach (var window in Windows)
            {
                await using var broker = await start(window);
                for (var qos = 0; qos <= broker.MaximumQoS; qos++)
                {
                    // Nothing of QoS 0 is in flight: its window is one and the same.
                    if (qos > 0 || window == Windows[^1])
                    {
                        await foreach (var figure in MeasureAsync(plan, broker, window, qos))
                        {
                            yield return figure;
                        }
                    }
                }
            }
        }
    }

    static IEnumerable<Func<int, Task<MeasuredBroker>>> Brokers()
    {
        yield return window => Task.FromResult<MeasuredBroker>(new IdealBroker(window));
        yield return window => MeasuredMosquitto.StartAsync(window);
        if (Environment.GetEnvironmentVariable(OtherBroker) is { Length: > 0 } program)
        {
            yield return window => MeasuredMosquitto.StartAsync(window, program);
        }

        if (Executables.Find("nats-server") is not null)
        {
            yield return MeasuredNats.StartAsync;
        }
    }

    static async IAsyncEnumerable<Figure> MeasureAsync(Plan plan, MeasuredBroker broker, int window, int qos)
    {
        var messages = (window == 1 ? 5_000 : 60_000) / (plan.IsQuick ? 10 : 1);
        var (ours, theirs) = (plan.Ours, Tools.Theirs);
        var transfers = await Transfers.RunAsync(
            new Transfer(messages, plan.Workspace.Lines(messages, 8), qos), [ours, theirs], Rounds, broker,
            plan.Workspace);
        var cell = qos == 0 ? $"{broker.Name}, QoS 0" : $"{broker.Name}, window {window}, QoS {qos}";
        yield return transfers.Figure(
            $"throughput, {cell}", "messages/s", ours, theirs, end => end.MessagesPerSecond, Wanted.RatioFrom(1.6));
        yield return transfers.Figure(
            $"processor, {cell}", "s/million", ours, theirs, end => end.ProcessorSecondsPerMillion,
            Wanted.RatioUpTo(0.25));
        yield return transfers.Figure(
            $"publisher's memory, {cell}", "MB", ours, theirs, end => Streams.Megabytes(end.Publisher));
        yield return transfers.Figure(
            $"subscriber's memory, {cell}", "MB", ours, theirs, end => Streams.Megabytes(end.Subscriber));
        if (broker.ProcessorTime is not null)
        {
            yield return transfers.Figure(
                $"broker's processors, {cell}", "of 1", ours, theirs, end => end.BrokerShare);
        }
    }
}
