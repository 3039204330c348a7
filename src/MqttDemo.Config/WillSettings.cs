namespace MqttDemo.Config;

/// <summary>
/// What the broker publishes in our place when the connection ends without a DISCONNECT (MQTT 5, section 3.1.2.5).
/// </summary>
/// <param name="Topic">A well-formed topic name.</param>
/// <param name="Payload">The bytes, at most 65,535.</param>
/// <param name="QualityOfService">The QoS it is published at.</param>
/// <param name="Retain">The broker keeps it for later subscribers.</param>
/// <param name="DelayInterval">Seconds that the broker waits for us to come back first (MQTT 5, section
/// 3.1.3.2.2).</param>
/// <param name="Properties">What MQTT 5 carries along; a topic alias is not possible in a will.</param>
public sealed record WillSettings(
    string Topic,
    ReadOnlyMemory<byte> Payload,
    QualityOfService QualityOfService = QualityOfService.AtMostOnce,
    bool Retain = false,
    uint? DelayInterval = null,
    MessageProperties? Properties = null)
{
    /// <summary>The longest payload of a will, in bytes (MQTT 5, section 3.1.3.4).</summary>
    public const int LongestPayload = 65535;
}
