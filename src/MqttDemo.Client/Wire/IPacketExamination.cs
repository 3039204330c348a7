using MQTTnet.Adapter;
using MQTTnet.Packets;

namespace MqttDemo.Client.Wire;

/// <summary>
/// Looks at the bytes of the peer's packets, and throws what is wrong with them. Of a large packet it sees only the
/// beginning.
/// </summary>
interface IPacketExamination
{
    /// <summary>Whose packets these are.</summary>
    PacketSender Sender { get; }

    void BeforeDecoding(in ReceivedMqttPacket received);

    void AfterDecoding(in ReceivedMqttPacket received, MqttPacket packet);
}
