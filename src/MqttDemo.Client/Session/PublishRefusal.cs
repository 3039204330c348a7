namespace MqttDemo.Client.Session;

/// <summary>A message that the broker refused, or that could not be sent to it.</summary>
/// <param name="Position">Where it stood in the input, from 1.</param>
/// <param name="Reason">Why, as the end of a sentence.</param>
public sealed record PublishRefusal(long Position, string Reason);
