using System.Buffers;
using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Formats;

/// <summary>A pure function from a message to bytes.</summary>
interface IMessageFormat
{
    void Write(in ReceivedMessage message, IBufferWriter<byte> output);
}
