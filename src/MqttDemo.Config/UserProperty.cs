namespace MqttDemo.Config;

/// <summary>
/// A name and a value that MQTT carries along and does not interpret (MQTT 5, section 3.3.2.3.7). Names may come more
/// than once; their order is kept.
/// </summary>
/// <param name="Name">At most 65,535 bytes of UTF-8.</param>
/// <param name="Value">At most 65,535 bytes of UTF-8.</param>
public sealed record UserProperty(string Name, string Value);
