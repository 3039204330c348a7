using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Publisher.Sources;

/// <summary>What is said of every message, whatever its payload.</summary>
/// <param name="Topic">Where they go that do not say so themselves.</param>
/// <param name="QualityOfService">How sure the delivery must be.</param>
/// <param name="Retain">The broker keeps the last one for later subscribers.</param>
/// <param name="AllowsDowngrade">Accept QoS 1 instead of 2.</param>
/// <param name="WantsStatistics">Say at the end what became of them.</param>
/// <param name="Properties">What MQTT 5 carries along; null is nothing.</param>
/// <param name="TopicOrigin">What gave the topic where none was named; null where one was.</param>
sealed record PublishSettings(
    string Topic,
    QualityOfService QualityOfService,
    bool Retain,
    bool AllowsDowngrade,
    bool WantsStatistics,
    MessageProperties? Properties = null,
    string? TopicOrigin = null)
{
    /// <summary>The message with a payload, whose position is still to be given.</summary>
    public OutgoingMessage Message(ReadOnlyMemory<byte> payload, bool isKept = false) =>
        new(Topic, payload, QualityOfService, Retain, Position: 0, isKept, Properties);
}
