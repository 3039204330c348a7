namespace MqttDemo.Config;

/// <summary>What both apps read from flags, environment and config.json: the connection, the topic and the message.</summary>
/// <param name="Connection">How to connect.</param>
/// <param name="Topic">The topic to publish to or to subscribe to when no flag names one.</param>
/// <param name="Message">The text the publisher sends when it is given no source.</param>
public sealed record MqttSettings(ConnectionSettings Connection, string Topic, string Message);
