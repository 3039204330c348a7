namespace MqttDemo.Client.Session;

/// <summary>
/// The memory that the messages of a session take, in bytes, and the shares of it. They add up to <see
/// cref="Most"/>, so that none of them waits for room that another one has. A single message may be longer than a
/// share; then it is alone there.
/// </summary>
public static class MessageMemory
{
    /// <summary>All of them together.</summary>
    public const long Most = 48 * Mebibyte;

    /// <summary>The limit for messages of ours that the broker has not acknowledged; no more are accepted.</summary>
    public const long Outgoing = 16 * Mebibyte;

    /// <summary>What commands have written that is to be published and has not been accepted for that.</summary>
    public const long Outputs = 8 * Mebibyte;

    /// <summary>Messages that have come and are not dealt with; with more the network is left unread.</summary>
    public const long Incoming = 8 * Mebibyte;

    /// <summary>
    /// The same while somebody waits to publish: the acknowledgements that make room for that come behind other
    /// messages. What comes beyond it at QoS 0 is dropped and counted.
    /// </summary>
    public const long IncomingWhilePublishing = Most - Outgoing - Outputs;

    /// <summary>
    /// Packets that wait for the network: all that is not acknowledged, sent again at the beginning of a
    /// connection, and acknowledgements.
    /// </summary>
    internal const long Gathered = Outgoing + (8 * Mebibyte);

    const long Mebibyte = 1024 * 1024;
}
