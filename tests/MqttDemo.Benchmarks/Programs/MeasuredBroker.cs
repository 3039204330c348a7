using MqttDemo.TestKit.Brokers;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>A broker whose queues have no limit, so that it is no broker's limit that is measured.</summary>
abstract class MeasuredBroker : IAsyncDisposable
{
    /// <summary>So many messages in flight to one client do not hold anybody up.</summary>
    public const int Roomy = 1000;

    public abstract string Name { get; }

    public abstract int Port { get; }

    /// <summary>The highest QoS that it supports.</summary>
    public virtual int MaximumQoS => 2;

    /// <summary>What it has taken so far, of all processors; null where it is part of this process.</summary>
    public abstract TimeSpan? ProcessorTime { get; }

    /// <summary>Waits until somebody has subscribed to a topic.</summary>
    public abstract Task SubscribedAsync(string topic);

    public abstract ValueTask DisposeAsync();

    /// <summary>Debian's mosquitto.</summary>
    public static Task<MeasuredBroker> StartAsync() => MeasuredMosquitto.StartAsync(Roomy);

    /// <summary>The same over TLS.</summary>
    public static Task<MeasuredBroker> StartTlsAsync(Certificates certificates) =>
        MeasuredMosquitto.StartTlsAsync(certificates);
}
