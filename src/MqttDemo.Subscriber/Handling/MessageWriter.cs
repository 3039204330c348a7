using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Output;

namespace MqttDemo.Subscriber.Handling;

/// <summary>Writes messages to the output.</summary>
sealed class MessageWriter(IMessageFormat format, MessageOutput output) : IMessageSink
{
    public int Kept => output.Kept;

    public void Add(in ReceivedMessage message) => output.Write(message, format);

    public void Flush() => output.Flush();

    public void Dispose()
    {
        // The output belongs to the code that opened it.
    }
}
