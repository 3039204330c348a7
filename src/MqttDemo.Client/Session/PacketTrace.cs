using MqttDemo.Client.Wire;
using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>One line for each packet, in MQTTnet's words: they leave the password out.</summary>
sealed class PacketTrace(ISessionObserver observer) : IPacketTrace
{
    public void Sent(MqttPacket packet) => observer.Trace($"sent {packet}");

    public void Received(MqttPacket packet) => observer.Trace($"received {packet}");
}
