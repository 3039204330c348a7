using System.Text;
using MqttDemo.Client.Session;
using MQTTnet.Packets;

namespace MqttDemo.Tests.Subscriber;

static class Arrived
{
    /// <summary>A message as it comes from a broker.</summary>
    public static ReceivedMessage Message(string topic, string payload = "", bool retain = false) =>
        Message(topic, Encoding.UTF8.GetBytes(payload), retain);

    public static ReceivedMessage Message(string topic, byte[] payload, bool retain = false) =>
        new(new MqttPublishPacket { Topic = topic, PayloadSegment = payload, Retain = retain }, connection: 1);
}
