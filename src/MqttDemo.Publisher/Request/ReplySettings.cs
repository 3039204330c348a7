namespace MqttDemo.Publisher.Request;

/// <summary>Which replies are waited for, and how long.</summary>
/// <param name="Topic">Where they are asked to go; null is a topic of our own.</param>
/// <param name="Count">How many of them.</param>
/// <param name="Timeout">How long to wait for all of them; null is for ever.</param>
/// <param name="WantsLatency">Say how long the first one took.</param>
sealed record ReplySettings(string? Topic, int Count, TimeSpan? Timeout, bool WantsLatency);
