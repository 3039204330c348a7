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

/// <summary>The versions in words.</summary>
public static class ProtocolVersions
{
    /// <summary>As people write it: 5, 3.1.1 or 3.1.</summary>
    /// <param name="version">The version.</param>
    public static string Name(this ProtocolVersion version) => version switch
    {
        ProtocolVersion.Mqtt31 => "3.1",
        ProtocolVersion.Mqtt311 => "3.1.1",
        _ => "5",
    };
}
