using System.Buffers;
using MqttDemo.Client.Session;

namespace MqttDemo.CommandLine.Formats;

/// <summary>
/// The payload and a line end, for an empty payload too: what was published line by line comes out line by line.
/// </summary>
sealed class PayloadFormat(bool endsLines, bool isForTerminal) : IMessageFormat
{
    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        output.WritePayload(message.Payload, isForTerminal, endsFormat: true);
        output.WriteLineEnd(endsLines);
    }
}
