namespace MqttDemo.Client.Session;

/// <summary>A user property of a message that has arrived (MQTT 5, section 3.3.2.3.7).</summary>
/// <param name="Name">Its name; one may come more than once.</param>
/// <param name="Value">Bytes that should be UTF-8, which a broker need not have checked.</param>
public readonly record struct ReceivedUserProperty(string Name, ReadOnlyMemory<byte> Value);
