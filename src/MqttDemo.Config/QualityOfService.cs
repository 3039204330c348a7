namespace MqttDemo.Config;

/// <summary>How sure the delivery of a message is, for each hop (MQTT 5, section 4.3).</summary>
public enum QualityOfService
{
    /// <summary>QoS 0: sent once, never acknowledged.</summary>
    AtMostOnce = 0,

    /// <summary>QoS 1: repeated until acknowledged, so it may come twice.</summary>
    AtLeastOnce = 1,

    /// <summary>QoS 2: acknowledged in two steps, so it comes once.</summary>
    ExactlyOnce = 2,
}
