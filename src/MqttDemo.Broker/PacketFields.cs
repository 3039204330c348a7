using System.Buffers.Binary;
using System.Text;
using MqttDemo.Client.Wire;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>
/// Goes through a client's packet field by field; what does not fit is malformed (MQTT 5, section 1.5).
/// </summary>
ref struct PacketFields(ReadOnlySpan<byte> body)
{
    /// <summary>What has not been taken yet.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = body;

    public byte Byte() => Take(1)[0];

    public void Skip(int count) => Take(count);

    public ReadOnlySpan<byte> Binary() => Take(BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort))));

    public string Text()
    {
        var text = Binary();
        return WireText.Defect(text) is { } defect
            ? throw Malformed($"a text that {defect}")
            : Encoding.UTF8.GetString(text);
    }

    /// <summary>Before MQTT 5 there are none.</summary>
    public void Properties(MqttControlPacketType type, bool hasProperties) =>
        Skip(hasProperties ? new PropertyCheck(type, PacketSender.Client).Check(Rest) : 0);

    public void WillProperties(bool hasProperties) =>
        Skip(
            hasProperties
                ? new PropertyCheck(MqttControlPacketType.Connect, PacketSender.Client, isWill: true).Check(Rest)
                : 0);

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > Rest.Length)
        {
            throw Malformed("a packet that ends in the middle");
        }

        var taken = Rest[..count];
        Rest = Rest[count..];
        return taken;
    }

    static ProtocolViolation Malformed(string message) => new(MqttDisconnectReasonCode.MalformedPacket, message);
}
