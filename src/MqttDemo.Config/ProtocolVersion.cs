namespace MqttDemo.Config;

/// <summary>A version of MQTT. The value is the protocol level in the CONNECT packet.</summary>
public enum ProtocolVersion
{
    /// <summary>MQTT 3.1.</summary>
    Mqtt31 = 3,

    /// <summary>MQTT 3.1.1.</summary>
    Mqtt311 = 4,

    /// <summary>MQTT 5.</summary>
    Mqtt5 = 5,
}
