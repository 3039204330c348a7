using System.Buffers;
using MqttDemo.Client.Session;

namespace MqttDemo.CommandLine.Formats;

/// <summary>Received message: PAYLOAD, topic: TOPIC.</summary>
sealed class SentenceFormat(bool endsLines, bool isForTerminal) : IMessageFormat
{
    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        output.Write("Received message: "u8);
        output.WritePayload(message.Payload, isForTerminal);
        output.Write(", topic: "u8);
        output.WriteText(message.Topic, isForTerminal);
        output.WriteLineEnd(endsLines);
    }
}
