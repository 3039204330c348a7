using System.Diagnostics;
using MqttDemo.CommandLine.Formats.Json;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats;

/// <summary>The one switch from the choice of a format to the format.</summary>
public static class MessageFormat
{
    /// <param name="settings">The choice.</param>
    /// <param name="kind">What it is written to.</param>
    /// <param name="messages">Takes what a format has to say about a message that does not suit it.</param>
    /// <param name="time">Says when a message came.</param>
    public static IMessageFormat Create(
        OutputSettings settings, OutputKind kind, Messages messages, TimeProvider time)
    {
        var format = settings.FormatFor(kind);
        var chosen = Create(format, settings, kind, messages, time);
        return settings.EndsLines && format != OutputFormat.Raw ? new LineFormat(chosen) : chosen;
    }

    static IMessageFormat Create(
        OutputFormat format, OutputSettings settings, OutputKind kind, Messages messages, TimeProvider time) =>
            format switch
            {
                OutputFormat.Sentence => new SentenceFormat(kind),
                OutputFormat.Payload => new PayloadFormat(kind),
                OutputFormat.Verbose => new VerboseFormat(kind),
                OutputFormat.Raw => new RawFormat(),
                OutputFormat.Hex => new HexFormat(),
                OutputFormat.Base64 => new Base64Format(),
                OutputFormat.Json => new JsonFormat(new JsonMessageWriter(kind, settings.IsIndented), time),
                OutputFormat.Template => new TemplateFormat(
                    settings.Template!, new(kind, new JsonMessageWriter(kind, settings.IsIndented), messages, time)),
                _ => throw new UnreachableException(),
            };
}
