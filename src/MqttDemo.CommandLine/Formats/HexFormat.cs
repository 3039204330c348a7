using System.Buffers;
using MqttDemo.Client.Session;

namespace MqttDemo.CommandLine.Formats;

/// <summary>The payload in hexadecimal, lower case.</summary>
sealed class HexFormat(bool endsLines) : IMessageFormat
{
    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        foreach (var part in message.Payload)
        {
            var hex = output.GetSpan(part.Length * 2);
            Convert.TryToHexStringLower(part.Span, hex, out var written);
            output.Advance(written);
        }

        output.WriteLineEnd(endsLines);
    }
}
