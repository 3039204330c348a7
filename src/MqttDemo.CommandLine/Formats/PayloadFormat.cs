using System.Buffers;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats;

/// <summary>
/// The payload and a line end, for an empty payload too: what was published line by line comes out line by line.
/// </summary>
sealed class PayloadFormat(OutputKind kind) : IMessageFormat
{
    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        output.WritePayload(message.Payload.Span, kind, endsFormat: true);
    }
}
