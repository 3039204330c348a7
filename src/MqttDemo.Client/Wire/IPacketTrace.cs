using MQTTnet.Packets;

namespace MqttDemo.Client.Wire;

/// <summary>Sees every packet go by.</summary>
interface IPacketTrace
{
    void Sent(MqttPacket packet);

    void Received(MqttPacket packet);

    /// <summary>Shows what it has seen. With the gate free, and not by a timer: it may wait for a reader.</summary>
    void Show();
}
