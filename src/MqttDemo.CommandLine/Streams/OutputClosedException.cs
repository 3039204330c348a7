namespace MqttDemo.CommandLine.Streams;

/// <summary>The reader of our output has had enough (subscriber | head -1): a normal end, not an error.</summary>
public sealed class OutputClosedException() : IOException("the reader of the output has gone away");
