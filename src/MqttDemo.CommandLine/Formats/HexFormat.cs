using System.Buffers;
using MqttDemo.Client.Session;

namespace MqttDemo.CommandLine.Formats;

/// <summary>The payload in hexadecimal, lower case.</summary>
sealed class HexFormat : IMessageFormat
{
    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        var hex = output.GetSpan(message.Payload.Length * 2);
        Convert.TryToHexStringLower(message.Payload.Span, hex, out var written);
        output.Advance(written);
    }
}
