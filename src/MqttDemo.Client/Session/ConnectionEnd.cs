namespace MqttDemo.Client.Session;

/// <summary>How a connection ended.</summary>
/// <param name="Reason">Why, as the end of a sentence.</param>
/// <param name="IsFinal">Another connection would end the same way.</param>
/// <param name="Hint">What to do about it.</param>
sealed record ConnectionEnd(string Reason, bool IsFinal = false, string? Hint = null);
