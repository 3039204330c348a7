using System.Buffers;
using MqttDemo.Client.Session;

namespace MqttDemo.CommandLine.Formats;

/// <summary>Another format, and a line end after each message.</summary>
sealed class LineFormat(IMessageFormat format) : IMessageFormat
{
    public void Write(in ReceivedMessage message, IBufferWriter<byte> output)
    {
        format.Write(message, output);
        output.Write("\n"u8);
    }
}
