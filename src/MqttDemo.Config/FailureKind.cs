namespace MqttDemo.Config;

/// <summary>What kind of failure it is. What a process ends with because of it is for the programs to say.</summary>
public enum FailureKind
{
    /// <summary>What the user has asked for is invalid.</summary>
    Usage,

    /// <summary>
    /// The broker cannot be reached: its name, a refused connection, TLS, a time-out, or not an MQTT broker at all.
    /// </summary>
    Unreachable,

    /// <summary>The broker answered and refused the connection.</summary>
    Refused,

    /// <summary>
    /// A publish was refused or could not be sent, or a subscription was denied or granted at a lower QoS.
    /// </summary>
    Denied,

    /// <summary>The connection was lost for good.</summary>
    ConnectionLost,

    /// <summary>
    /// An input could not be read or an output could not be written; the system gives no memory or threads.
    /// </summary>
    InputOutput,

    /// <summary>A command that was run for a message failed.</summary>
    CommandFailed,
}
