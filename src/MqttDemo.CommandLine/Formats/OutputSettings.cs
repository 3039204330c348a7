namespace MqttDemo.CommandLine.Formats;

/// <summary>How and where messages are written.</summary>
/// <param name="Format">How a message is written; null is what suits a terminal or a pipe.</param>
/// <param name="EndsLines">A line end follows each message.</param>
/// <param name="File">Append to this file; null is stdout.</param>
public sealed record OutputSettings(OutputFormat? Format, bool EndsLines, string? File);
