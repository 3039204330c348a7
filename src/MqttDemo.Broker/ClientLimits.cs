using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Broker;

/// <summary>What a client allows on its connection (MQTT 5, section 3.1.2.11).</summary>
/// <param name="ReceiveMaximum">How many messages of QoS 1 and 2 may be unacknowledged at once.</param>
/// <param name="ExactlyOnceMaximum">How many of QoS 2.</param>
/// <param name="MaximumPacketSize">The longest packet, in bytes.</param>
/// <param name="WantsProblemInformation">Reason strings may be sent where they are not needed.</param>
sealed record ClientLimits(
    int ReceiveMaximum, int ExactlyOnceMaximum, uint MaximumPacketSize, bool WantsProblemInformation)
{
    /// <summary>
    /// MQTT 3.1.1 has no Receive Maximum. libmosquitto takes 20 messages of QoS 2 at once and ends with an error at one
    /// more.
    /// </summary>
    static readonly ClientLimits Before5 = new(1_000, 20, uint.MaxValue, false);

    public static ClientLimits Of(MqttConnectPacket connect, MqttProtocolVersion version)
    {
        if (version < MqttProtocolVersion.V500)
        {
            return Before5;
        }

        // MQTTnet decodes an absent limit as 0.
        var receiveMaximum = connect.ReceiveMaximum == 0 ? ushort.MaxValue : connect.ReceiveMaximum;
        var maximumPacketSize = connect.MaximumPacketSize == 0 ? uint.MaxValue : connect.MaximumPacketSize;
        return new(receiveMaximum, receiveMaximum, maximumPacketSize, connect.RequestProblemInformation);
    }
}
