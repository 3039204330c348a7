using MqttDemo.TestKit.Brokers;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>A mosquitto whose queues have no limit, so that it is no broker's limit that is measured.</summary>
static class MeasuredBroker
{
    static readonly string[] Limits =
        ["log_type error", "log_type subscribe", "max_queued_messages 0", "max_inflight_messages 1000"];

    public static Task<Mosquitto> StartAsync() => Mosquitto.StartAsync(Limits);

    /// <summary>The same over TLS.</summary>
    public static Task<Mosquitto> StartTlsAsync(Certificates certificates) => Mosquitto.StartTlsAsync(
        certificates, null, Limits);

    /// <summary>Waits until somebody has subscribed to a topic.</summary>
    public static Task SubscribedAsync(this Mosquitto broker, string topic) => Until.TrueAsync(
        () => broker.Log.Contains($" {topic}\n", StringComparison.Ordinal),
        () => $"a subscription to {topic}; mosquitto said: {broker.Log}");
}
