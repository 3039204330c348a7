using System.Buffers;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats;

/// <summary>The topic, a blank and the payload; "(null)" for an empty one, as mosquitto_sub -v.</summary>
sealed class VerboseFormat(OutputKind kind) : IMessageFormat
{
    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        output.WriteText(message.Topic, kind);
        output.Write(" "u8);
        if (message.Payload.IsEmpty)
        {
            output.Write("(null)"u8);
        }
        else
        {
            output.WritePayload(message.Payload.Span, kind, endsFormat: true);
        }
    }
}
