using System.Diagnostics;

namespace MqttDemo.CommandLine.Formats;

/// <summary>The one switch from the choice of a format to the format.</summary>
public static class MessageFormat
{
    public static IMessageFormat Create(OutputFormat format, bool endsLines, bool isForTerminal, TimeProvider time) => format switch
    {
        OutputFormat.Sentence => new SentenceFormat(endsLines, isForTerminal),
        OutputFormat.Payload => new PayloadFormat(endsLines, isForTerminal),
        OutputFormat.Verbose => new VerboseFormat(endsLines, isForTerminal),
        OutputFormat.Raw => new RawFormat(),
        OutputFormat.Hex => new HexFormat(endsLines),
        OutputFormat.Json => new JsonFormat(endsLines, isForTerminal, time),
        _ => throw new UnreachableException(),
    };
}
