using MqttDemo.TestKit.Brokers;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>nats-server, which keeps what is at QoS 1 and 2 on the disk.</summary>
sealed class MeasuredNats(NatsServer broker) : MeasuredBroker
{
    readonly HttpClient monitor = new();

    public override string Name => "nats-server";

    public override int Port => broker.Port;

    /// <summary>QoS 2 came with 2.10; Debian's is older.</summary>
    public override int MaximumQoS => 1;

    public override TimeSpan? ProcessorTime => broker.ProcessorTime;

    public static async Task<MeasuredBroker> StartAsync(int window)
    {
        var broker = new NatsServer { Window = window };
        await broker.StartedAsync();
        return new MeasuredNats(broker);
    }

    /// <summary>A level of a topic is a token of a subject.</summary>
    public override Task SubscribedAsync(string topic) => Until.TrueAsync(
        () => Subscriptions().Contains($"\"{topic.Replace('/', '.')}\"", StringComparison.Ordinal),
        $"a subscription to {topic}");

    string Subscriptions()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri($"{broker.Monitor}subsz?subs=1&limit=4096"));
        using var answer = new StreamReader(monitor.Send(request).Content.ReadAsStream());
        return answer.ReadToEnd();
    }

    public override ValueTask DisposeAsync()
    {
        monitor.Dispose();
        return broker.DisposeAsync();
    }
}
