using MqttDemo.Client.Wire;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>Looks at the bytes of a client's packets for what the codec does not tell.</summary>
sealed class PacketExamination(MqttPacketFormatterAdapter codec) : IPacketExamination
{
    /// <summary>Null before CONNECT has said which version it is.</summary>
    PacketCheck? check;

    /// <summary>
    /// The DISCONNECT has said that its session ends now; MQTTnet decodes that like one that says nothing.
    /// </summary>
    public bool EndsSession { get; private set; }

    public PacketSender Sender => PacketSender.Client;

    bool HasProperties => codec.ProtocolVersion == MqttProtocolVersion.V500;

    public void BeforeDecoding(in ReceivedMqttPacket received)
    {
        check ??= Begin(received);
        check.BeforeDecoding(received);
        switch ((MqttControlPacketType)(received.FixedHeader >> 4))
        {
            case MqttControlPacketType.Subscribe:
                SubscribeRules.CheckFields(received.Body, HasProperties, hasOptions: true);
                break;
            case MqttControlPacketType.Unsubscribe:
                SubscribeRules.CheckFields(received.Body, HasProperties, hasOptions: false);
                break;
        }
    }

    public void AfterDecoding(in ReceivedMqttPacket received, MqttPacket packet)
    {
        check?.AfterDecoding(received, packet);
        if (packet is MqttDisconnectPacket disconnect)
        {
            DisconnectRules.Check(disconnect);
            EndsSession =
                HasProperties && DisconnectRules.SaysExpiry(received.Body) && disconnect.SessionExpiryInterval == 0;
        }
    }

    PacketCheck Begin(in ReceivedMqttPacket received)
    {
        if (received.FixedHeader >> 4 != (int)MqttControlPacketType.Connect)
        {
            throw new MqttProtocolViolationException("the first packet is not CONNECT");
        }

        ConnectRules.CheckBeginning(received.Body);
        codec.DetectProtocolVersion(received);
        ConnectRules.CheckFields(received.Body, HasProperties);
        return new PacketCheck(Sender, HasProperties);
    }
}
