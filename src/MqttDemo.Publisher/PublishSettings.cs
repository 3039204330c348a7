using MqttDemo.Config;

namespace MqttDemo.Publisher;

/// <summary>What is said of every message, whatever its payload.</summary>
sealed record PublishSettings(
    string Topic, QualityOfService QualityOfService, bool Retain, bool AllowsDowngrade, bool WantsStatistics, MessageProperties? Properties = null);
