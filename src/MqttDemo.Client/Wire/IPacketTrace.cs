using MQTTnet.Packets;

namespace MqttDemo.Client.Wire;

/// <summary>Sees every packet go by.</summary>
interface IPacketTrace
{
    void Sent(MqttPacket packet);

    void Received(MqttPacket packet);
}
