using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>A filter to subscribe to.</summary>
/// <param name="Filter">A well-formed topic filter.</param>
/// <param name="QualityOfService">The highest QoS at which messages may come.</param>
public sealed record TopicSubscription(string Filter, QualityOfService QualityOfService);
