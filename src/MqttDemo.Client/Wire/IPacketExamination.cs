using MQTTnet.Adapter;
using MQTTnet.Packets;

namespace MqttDemo.Client.Wire;

/// <summary>
/// Looks at the bytes of the peer's packets; what is wrong with them it throws. Of a large packet it sees the
/// beginning.
/// </summary>
interface IPacketExamination
{
    /// <summary>Whose packets these are.</summary>
    PacketSender Sender { get; }

    void BeforeDecoding(in ReceivedMqttPacket received);

    void AfterDecoding(in ReceivedMqttPacket received, MqttPacket packet);
}
