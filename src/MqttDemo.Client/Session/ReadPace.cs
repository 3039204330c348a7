namespace MqttDemo.Client.Session;

/// <summary>How the next read of a connection is waited for.</summary>
enum ReadPace
{
    /// <summary>As soon as there is something.</summary>
    AtOnce,

    /// <summary>After a pause.</summary>
    Pausing,

    /// <summary>
    /// As soon as about as much is there as comes before the broker waits for us; after a pause at the latest.
    /// </summary>
    Gathering,
}
