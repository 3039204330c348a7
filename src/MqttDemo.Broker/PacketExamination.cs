using System.Text;
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
    const char Replacement = '\uFFFD';

    /// <summary>The DISCONNECT has said that its session ends now; MQTTnet decodes that like one that says nothing.</summary>
    public bool EndsSession { get; private set; }

    public PacketSender Sender => PacketSender.Client;

    public void BeforeDecoding(in ReceivedMqttPacket received)
    {
        if (codec.ProtocolVersion != MqttProtocolVersion.Unknown)
        {
            return;
        }

        if (received.FixedHeader >> 4 != (int)MqttControlPacketType.Connect)
        {
            throw new MqttProtocolViolationException("the first packet is not CONNECT");
        }

        ConnectRules.CheckBeginning(received.Body);
        codec.DetectProtocolVersion(received);
    }

    public void AfterDecoding(in ReceivedMqttPacket received, MqttPacket packet)
    {
        if (codec.ProtocolVersion == MqttProtocolVersion.V500)
        {
            PropertyRules.Check(received, packet);
        }

        switch (packet)
        {
            case MqttPublishPacket publish:
                CheckText(received, publish.Topic);
                CheckText(received, publish.ResponseTopic);
                CheckText(received, publish.ContentType);
                break;
            case MqttConnectPacket connect:
                CheckText(received, connect.ClientId);
                CheckText(received, connect.WillTopic);
                CheckText(received, connect.Username);
                break;
            case MqttSubscribePacket subscribe:
                foreach (var filter in subscribe.TopicFilters)
                {
                    CheckText(received, filter.Topic);
                }

                break;
            case MqttDisconnectPacket:
                EndsSession = codec.ProtocolVersion == MqttProtocolVersion.V500 && SaysExpiryOfZero(received.Body.AsSpan());
                break;
        }
    }

    static bool SaysExpiryOfZero(ReadOnlySpan<byte> body)
    {
        for (var walk = new PropertyWalk(body.Length > 1 ? body[1..] : []); walk.MoveNext();)
        {
            if (walk is { Identifier: MqttPropertyId.SessionExpiryInterval, IsZero: true })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The codec replaces what is not UTF-8; what was there as it is can be found in the packet.</summary>
    static void CheckText(in ReceivedMqttPacket received, string? text)
    {
        if (text is not null && text.Contains(Replacement, StringComparison.Ordinal) && received.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) < 0)
        {
            throw new ProtocolViolation(MqttDisconnectReasonCode.MalformedPacket, "a text that is not UTF-8");
        }
    }
}
