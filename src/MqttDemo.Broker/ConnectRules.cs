using System.Buffers.Binary;
using MqttDemo.Client.Topics;
using MqttDemo.Client.Wire;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>What a CONNECT must be like (MQTT 5, section 3.1).</summary>
static class ConnectRules
{
    const byte BridgeBit = 0x80;
    const byte UserNameFlag = 0x80;
    const byte PasswordFlag = 0x40;
    const byte WillFlag = 0x04;

    /// <summary>
    /// What the codec does not look at: the protocol, the flags, and an empty client identifier, each of which has an
    /// answer of its own.
    /// </summary>
    public static void CheckBeginning(ReadOnlySpan<byte> body)
    {
        var fields = new PacketFields(body);
        var name = fields.Text();
        body = fields.Rest;
        if (name is not ("MQTT" or "MQIsdp") || body.Length < 6)
        {
            throw new MqttProtocolViolationException("a CONNECT of another protocol");
        }

        // A bridge of mosquitto says so in the highest bit.
        var level = body[0] & ~BridgeBit;
        var version = (name, level) switch
        {
            ("MQTT", 4) => MqttProtocolVersion.V311,
            ("MQTT", 5) => MqttProtocolVersion.V500,
            ("MQIsdp", 3) => MqttProtocolVersion.V310,
            _ => throw new ConnectRefused(
                level > 5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311,
                MqttConnectReasonCode.UnsupportedProtocolVersion, $"level {level} of {name}"),
        };
        CheckFlags(body[1], version);
        if (version < MqttProtocolVersion.V500
            && BinaryPrimitives.ReadUInt16BigEndian(body[4..]) == 0
            && (version == MqttProtocolVersion.V310 || (body[1] & 0x02) == 0))
        {
            throw new ConnectRefused(
                version, MqttConnectReasonCode.ClientIdentifierNotValid,
                "an empty client identifier needs a clean session");
        }
    }

    /// <summary>Field by field to its end (section 3.1.3).</summary>
    public static void CheckFields(ReadOnlySpan<byte> body, bool hasProperties)
    {
        var fields = new PacketFields(body);
        fields.Text();
        fields.Byte();
        var flags = fields.Byte();
        fields.Skip(sizeof(ushort));
        fields.Properties(MqttControlPacketType.Connect, hasProperties);
        fields.Text();
        if ((flags & WillFlag) != 0)
        {
            fields.WillProperties(hasProperties);
            fields.Text();
            fields.Binary();
        }

        if ((flags & UserNameFlag) != 0)
        {
            fields.Text();
        }

        if ((flags & PasswordFlag) != 0)
        {
            fields.Binary();
        }

        if (!fields.Rest.IsEmpty)
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.MalformedPacket, "a CONNECT with something behind its end");
        }
    }

    /// <summary>What can be told only when all of it has been read.</summary>
    public static void Check(MqttConnectPacket connect, MqttProtocolVersion version)
    {
        if (connect.AuthenticationMethod is { Length: > 0 })
        {
            throw new ConnectRefused(
                version, MqttConnectReasonCode.BadAuthenticationMethod, "there is no authentication here");
        }

        if (connect.WillFlag && TopicName.Defect(connect.WillTopic) is { } defect)
        {
            throw new ConnectRefused(
                version, MqttConnectReasonCode.TopicNameInvalid, $"the topic of the will: {defect}");
        }
    }

    static void CheckFlags(byte flags, MqttProtocolVersion version)
    {
        var hasWill = (flags & WillFlag) != 0;
        var hasPasswordAlone = (flags & (UserNameFlag | PasswordFlag)) == PasswordFlag;
        if ((flags & 0x01) != 0
            || (flags & 0x18) == 0x18
            || (!hasWill && (flags & 0x38) != 0)
            || (hasPasswordAlone && version < MqttProtocolVersion.V500))
        {
            throw new ProtocolViolation(MqttDisconnectReasonCode.MalformedPacket, $"the connect flags 0x{flags:X2}");
        }
    }
}
