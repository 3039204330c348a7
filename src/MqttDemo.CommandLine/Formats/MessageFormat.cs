using System.Diagnostics;
using MqttDemo.CommandLine.Formats.Json;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats;

/// <summary>The one switch from the choice of a format to the format.</summary>
public static class MessageFormat
{
    /// <param name="settings">The choice.</param>
    /// <param name="isForTerminal">Nothing of a message may drive the terminal it is shown in.</param>
    /// <param name="messages">Takes what a format has to say about a message that does not suit it.</param>
    /// <param name="time">Says when a message came.</param>
    public static IMessageFormat Create(
        OutputSettings settings, bool isForTerminal, Messages messages, TimeProvider time) =>
            settings.FormatFor(isForTerminal) switch
            {
                OutputFormat.Sentence => new SentenceFormat(settings.EndsLines, isForTerminal),
                OutputFormat.Payload => new PayloadFormat(settings.EndsLines, isForTerminal),
                OutputFormat.Verbose => new VerboseFormat(settings.EndsLines, isForTerminal),
                OutputFormat.Raw => new RawFormat(),
                OutputFormat.Hex => new HexFormat(settings.EndsLines),
                OutputFormat.Base64 => new Base64Format(settings.EndsLines),
                OutputFormat.Json =>
                    new JsonFormat(settings.EndsLines, new JsonMessageWriter(isForTerminal, settings.IsIndented), time),
                OutputFormat.Template => new TemplateFormat(
                    settings.Template!, settings.EndsLines,
                    new(isForTerminal, new JsonMessageWriter(isForTerminal, settings.IsIndented), messages, time)),
                _ => throw new UnreachableException(),
            };
}
