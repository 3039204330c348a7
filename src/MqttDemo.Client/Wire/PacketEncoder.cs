using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Client.Wire;

/// <summary>MQTTnet's encoder, copied out of its shared buffer, with the one property that it cannot express.</summary>
sealed class PacketEncoder(MqttPacketFormatterAdapter codec, Action<MqttPacket>? trace)
{
    /// <summary>
    /// Stands for a Session Expiry Interval of 0 on the way through MQTTnet, which leaves a 0 out
    /// (MqttV5PropertiesWriter.WriteSessionExpiryInterval). In a DISCONNECT that means "as in the CONNECT" and would
    /// leave our session behind (MQTT 5, section 3.14.2.2.2). No other property can contain these bytes: they are not
    /// UTF-8.
    /// </summary>
    const uint StandsForZero = 0xFFFFFFFE;

    /// <summary>In each byte of a length but the last (MQTT 5, section 1.5.5).</summary>
    const byte MoreFollows = 0x80;

    /// <summary>
    /// Where the flags of a CONNECT are, behind "MQTT" with its length and the version (MQTT 5, section 3.1.2.3).
    /// </summary>
    const int FlagsAt = 7;

    const byte UserNameFlag = 0x80;

    static ReadOnlySpan<byte> StandIn => [0x11, 0xFF, 0xFF, 0xFF, 0xFE];

    bool sessionOutlivesConnection;

    /// <summary>Writes a packet unless it is longer than the limit; returns its length either way.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="maximumPacketSize">The limit, in bytes.</param>
    /// <param name="keepsPayload">The payload will not change until the output has been sent, so a large one need not
    /// be copied.</param>
    public int Encode(MqttPacket packet, PacketBuffer output, uint maximumPacketSize, bool keepsPayload = false)
    {
        if (packet is MqttDisconnectPacket { SessionExpiryInterval: 0 } disconnect && sessionOutlivesConnection)
        {
            return EncodeAndForget(disconnect, output, maximumPacketSize);
        }

        if (packet is MqttConnectPacket { Username: null, Password: not null } login)
        {
            return EncodeWithoutUser(login, output);
        }

        var encoded = codec.Encode(packet);
        if (encoded.Length > maximumPacketSize)
        {
            return encoded.Length;
        }

        trace?.Invoke(packet);
        output.Copy(encoded.Packet);
        foreach (var part in encoded.Payload)
        {
            if (keepsPayload && part.Length > PacketBuffer.LargePayload)
            {
                output.Refer(part);
            }
            else
            {
                output.Copy(part.Span);
            }
        }

        Remember(packet);
        return encoded.Length;
    }

    void Remember(MqttPacket packet)
    {
        if (packet is MqttConnectPacket connect)
        {
            sessionOutlivesConnection = codec.ProtocolVersion == MqttProtocolVersion.V500
                && connect.SessionExpiryInterval > 0;
        }
    }

    /// <summary>
    /// MQTTnet refuses a password without a user name, which MQTT 5 allows (section 3.1.2.9): it is given an empty one,
    /// whose flag and length are then taken out.
    /// </summary>
    int EncodeWithoutUser(MqttConnectPacket packet, PacketBuffer output)
    {
        packet.Username = "";
        var encoded = codec.Encode(packet).Packet.ToArray();
        packet.Username = null;
        trace?.Invoke(packet);
        var bodyStart = 1;
        while ((encoded[bodyStart++] & MoreFollows) != 0)
        {
        }

        encoded[bodyStart + FlagsAt] &= UserNameFlag ^ 0xFF;
        var body = encoded.AsSpan(bodyStart);
        var passwordLength = sizeof(ushort) + packet.Password!.Length;
        var length = body.Length - sizeof(ushort);
        output.Copy([encoded[0], .. VariableByteInteger(length)]);
        output.Copy(body[..^(sizeof(ushort) + passwordLength)]);
        output.Copy(body[^passwordLength..]);
        Remember(packet);
        return encoded.Length - sizeof(ushort);
    }

    static List<byte> VariableByteInteger(int value)
    {
        var bytes = new List<byte>();
        for (; value >= MoreFollows; value >>= 7)
        {
            bytes.Add((byte)(value | MoreFollows));
        }

        bytes.Add((byte)value);
        return bytes;
    }

    int EncodeAndForget(MqttDisconnectPacket packet, PacketBuffer output, uint maximumPacketSize)
    {
        packet.SessionExpiryInterval = StandsForZero;
        var encoded = codec.Encode(packet).Packet.ToArray();
        packet.SessionExpiryInterval = 0;
        if (encoded.Length > maximumPacketSize)
        {
            return encoded.Length;
        }

        trace?.Invoke(packet);
        encoded.AsSpan(encoded.AsSpan().IndexOf(StandIn) + 1, sizeof(uint)).Clear();
        output.Copy(encoded);
        return encoded.Length;
    }
}
