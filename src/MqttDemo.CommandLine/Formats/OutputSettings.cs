using MqttDemo.CommandLine.Formats.Templates;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats;

/// <summary>How and where messages are written.</summary>
/// <param name="Format">How a message is written; null is what suits the place it goes to.</param>
/// <param name="EndsLines">A line end follows each message.</param>
/// <param name="File">Append to this file; null is stdout.</param>
/// <param name="Folder">A file for each message, in this folder; null is stdout.</param>
/// <param name="Template">What <see cref="OutputFormat.Template"/> writes.</param>
/// <param name="IsIndented">JSON goes over several lines.</param>
/// <param name="InTerminal">What suits a terminal.</param>
public sealed record OutputSettings(
    OutputFormat? Format,
    bool EndsLines,
    string? File,
    string? Folder = null,
    Template? Template = null,
    bool IsIndented = false,
    OutputFormat InTerminal = OutputFormat.Sentence)
{
    public bool GoesToStdout => File is null && Folder is null;

    /// <summary>A line end follows each message.</summary>
    public bool WritesLines => Format != OutputFormat.Raw && (EndsLines || Template is { EndsLine: true });

    /// <summary>
    /// What was chosen, or what suits a person in a terminal, the payload and a line end in a stream, and in a file of
    /// its own the payload as it is.
    /// </summary>
    public OutputFormat FormatFor(OutputKind kind) =>
        Format
            ?? (Folder is not null ? OutputFormat.Raw
                : kind == OutputKind.Terminal ? InTerminal : OutputFormat.Payload);
}
