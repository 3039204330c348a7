using System.Buffers;
using MqttDemo.Client.Session;

namespace MqttDemo.CommandLine.Formats;

/// <summary>A pure function from a message to bytes.</summary>
public interface IMessageFormat
{
    void Write(in ReceivedMessage message, IBufferWriter<byte> output);
}
