using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Output;

/// <summary>The one switch from where messages are to go to what writes them there.</summary>
public static class MessageOutputs
{
    /// <exception cref="MqttDemo.Config.MqttDemoException">It cannot be written (exit code 7).</exception>
    public static MessageOutput Open(OutputSettings settings, Terminal terminal, TimeProvider time) => settings switch
    {
        { Folder: { } folder } => FolderOutput.Open(folder, time),
        { File: { } file } => StreamOutput.Append(file, settings.WritesLines),
        _ => StreamOutput.To(terminal, settings.WritesLines),
    };
}
