using System.Buffers;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.CommandLine.Formats;

/// <summary>The bytes of the payload and nothing else.</summary>
sealed class RawFormat : IMessageFormat
{
    public void Write(in ReceivedMessage message, IBufferWriter<byte> output) =>
        output.WritePayload(message.Payload.Span, OutputKind.Stream);
}
