using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>A message that the broker refused, or that could not be sent to it.</summary>
/// <param name="Position">Where it stood in the input, from 1.</param>
/// <param name="Reason">Why, as the end of a sentence.</param>
/// <param name="MaximumQoS">The QoS that the broker takes at most, where that is why; null where not.</param>
/// <param name="Hint">What to do about it; null where there is nothing to say.</param>
public sealed record PublishRefusal(
    long Position, string Reason, QualityOfService? MaximumQoS = null, Sentence? Hint = null);
