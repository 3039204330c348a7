using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Wire;

/// <summary>MQTTnet's encoder, copied out of its shared buffer, with the one packet that it cannot express.</summary>
sealed class PacketEncoder(MqttPacketFormatterAdapter codec, Action<MqttPacket>? trace)
{
    /// <summary>
    /// DISCONNECT, normal, Session Expiry Interval 0. MQTTnet leaves a 0 out (MqttV5PropertiesWriter.WriteSessionExpiryInterval), which in this
    /// packet means "as in the CONNECT" and would leave our session behind (MQTT 5, section 3.14.2.2.2).
    /// </summary>
    static ReadOnlySpan<byte> DisconnectAndForget => [0xE0, 7, 0, 5, 0x11, 0, 0, 0, 0];

    bool sessionOutlivesConnection;

    /// <summary>Writes a packet unless it is longer than the limit; returns its length either way.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="maximumPacketSize">The limit, in bytes.</param>
    /// <param name="keepsPayload">The payload will not change until the output has been sent, so a large one need not be copied.</param>
    public int Encode(MqttPacket packet, PacketBuffer output, uint maximumPacketSize, bool keepsPayload = false)
    {
        if (packet is MqttDisconnectPacket { ReasonCode: MqttDisconnectReasonCode.NormalDisconnection, SessionExpiryInterval: 0 } && sessionOutlivesConnection)
        {
            trace?.Invoke(packet);
            output.Copy(DisconnectAndForget);
            return DisconnectAndForget.Length;
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

        if (packet is MqttConnectPacket connect)
        {
            sessionOutlivesConnection = codec.ProtocolVersion == MqttProtocolVersion.V500 && connect.SessionExpiryInterval > 0;
        }

        return encoded.Length;
    }
}
