using MqttDemo.TestKit.Brokers;
using MqttDemo.TestKit.Processes;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>A mosquitto: Debian's, or another one.</summary>
sealed class MeasuredMosquitto(string name, Mosquitto broker) : MeasuredBroker
{
    static readonly string[] Limits = ["log_type error", "log_type subscribe", "max_queued_messages 0"];

    public override string Name => name;

    public override int Port => broker.Port;

    public override TimeSpan? ProcessorTime => broker.ProcessorTime;

    /// <param name="window">How many messages it has in flight to one client, and lets one have.</param>
    /// <param name="program">The path of another one.</param>
    public static async Task<MeasuredBroker> StartAsync(int window, string? program = null)
    {
        var broker = new Mosquitto([.. Limits, $"max_inflight_messages {window}"]) { Program = program };
        await broker.StartedAsync();
        return new MeasuredMosquitto(program is null ? "mosquitto" : "MQTTDEMO_BROKER", broker);
    }

    /// <summary>Debian's over TLS.</summary>
    public static new async Task<MeasuredBroker> StartTlsAsync(Certificates certificates) => new MeasuredMosquitto(
        "mosquitto",
        await Mosquitto.StartTlsAsync(certificates, null, [.. Limits, $"max_inflight_messages {Roomy}"]));

    public override Task SubscribedAsync(string topic) => Until.TrueAsync(
        () => broker.Log.Contains($" {topic}\n", StringComparison.Ordinal),
        () => $"a subscription to {topic}; mosquitto said: {broker.Log}");

    public override ValueTask DisposeAsync() => broker.DisposeAsync();
}
