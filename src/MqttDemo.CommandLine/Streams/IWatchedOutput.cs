namespace MqttDemo.CommandLine.Streams;

/// <summary>An output that knows whether anybody reads it.</summary>
interface IWatchedOutput
{
    /// <summary>
    /// Completes when a pipe has no reader any more: <c>subscriber | head -1</c> ends then, and not with the next
    /// message.
    /// </summary>
    Task WhenReaderLeaves();
}
