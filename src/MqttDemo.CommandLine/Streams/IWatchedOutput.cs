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

/// <summary>The reader of our output has closed it (subscriber | head -1): a normal end, not an error.</summary>
public sealed class OutputClosedException() : IOException("the reader of the output has gone away");
