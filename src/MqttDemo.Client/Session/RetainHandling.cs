namespace MqttDemo.Client.Session;

/// <summary>Which retained messages come with a subscription (MQTT 5, section 3.8.3.1).</summary>
public enum RetainHandling
{
    /// <summary>All that match, each time.</summary>
    Always = 0,

    /// <summary>All that match, if the session did not have the subscription before.</summary>
    New = 1,

    /// <summary>None.</summary>
    Never = 2,
}
