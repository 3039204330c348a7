using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

sealed partial class ClientConnection
{
    /// <summary>More may gather for the network.</summary>
    public bool HasRoom =>
        !writer.IsClosed && writer.Failure is null && writer.Pending < Account.RoomOf(Broker.ConnectionCount);

    /// <summary>Sends a packet, unless it is longer than the client takes; true when it was sent.</summary>
    public bool Add(MqttPacket packet)
    {
        Broker.Gate.AssertHeld();
        Broker.Touch(this);
        return writer.Add(packet, Limits.MaximumPacketSize, keepsPayload: true) <= Limits.MaximumPacketSize;
    }

    /// <summary>Sends a message; false when it is longer than the client takes.</summary>
    public bool SendPublish(in Delivery delivery, ushort identifier, bool isAgain) =>
        Add(Broker.Packets.Publish(delivery, identifier, isAgain));

    /// <summary>Sends PUBREL; before MQTT 5 nobody can be told that there is no such message.</summary>
    public void SendPubRel(ushort identifier, bool isKnown) => Add(new MqttPubRelPacket
    {
        PacketIdentifier = identifier,
        ReasonCode = isKnown ? MqttPubRelReasonCode.Success : MqttPubRelReasonCode.PacketIdentifierNotFound,
    });

    /// <summary>What had gathered has gone to the network: there is room again.</summary>
    void OnEmptied()
    {
        if (Session is not { } session || session.Connection != this || session.Outgoing.Cost == 0)
        {
            return;
        }

        session.Progress.OnTaken(session.Outgoing.IsOwed, Broker.Time);
        session.Outgoing.Pump();
        if (FlowControl.OnDrained(session))
        {
            // They may have sent something to others, and this thread is about to send for this one.
            ThreadPool.QueueUserWorkItem(static broker => broker.Flush(), Broker, preferLocal: false);
        }
    }
}
