using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Publisher;

/// <summary>What is said of every message, whatever its payload.</summary>
sealed record PublishSettings(
    string Topic, QualityOfService QualityOfService, bool Retain, bool AllowsDowngrade, bool WantsStatistics, MessageProperties? Properties = null)
{
    /// <summary>The message with a payload, whose position is still to be given.</summary>
    public OutgoingMessage Message(ReadOnlyMemory<byte> payload, bool isKept = false) =>
        new(Topic, payload, QualityOfService, Retain, Position: 0, isKept, Properties);
}
