using System.Buffers;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats;

/// <summary>Received message: PAYLOAD, topic: TOPIC.</summary>
sealed class SentenceFormat(OutputKind kind) : IMessageFormat
{
    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        output.Write("Received message: "u8);
        output.WritePayload(message.Payload.Span, kind);
        output.Write(", topic: "u8);
        output.WriteText(message.Topic, kind);
    }
}
