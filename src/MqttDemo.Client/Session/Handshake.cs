using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// CONNECT, the AUTHs that enhanced authentication puts between, and CONNACK (MQTT 5, sections 3.1, 3.2 and 4.12).
/// </summary>
/// <param name="packet">The CONNECT, but for the authentication.</param>
/// <param name="credentials">The login; null is none.</param>
/// <param name="onAsked">The CONNECT has been sent.</param>
sealed class Handshake(MqttConnectPacket packet, Credentials? credentials, Action onAsked)
{
    readonly ScramAuthentication? scram = packet.AuthenticationMethod == ConnectProperties.ScramSha256
        && credentials is not null
        ? new(credentials)
        : null;

    /// <summary>Sends CONNECT and reads CONNACK, whatever it says.</summary>
    /// <exception cref="MqttProtocolViolationException">The broker answers with something else.</exception>
    /// <exception cref="MqttDemoException">The broker has not proved that it knows the password
    /// (FailureKind.Refused).</exception>
    public MqttConnAckPacket Exchange(PacketChannel channel)
    {
        if (scram is not null)
        {
            // The password is proved in the exchange; said here too, anybody in between could read it.
            (packet.Username, packet.Password) = (null, null);
            packet.AuthenticationData = scram.Begin();
        }

        channel.Send(packet);
        onAsked();
        while (true)
        {
            switch (channel.Receive())
            {
                case MqttAuthPacket challenge when scram is not null:
                    channel.Send(scram.Answer(challenge));
                    break;
                case MqttAuthPacket when packet.AuthenticationMethod is { } method:
                    throw new MqttDemoException(
                        FailureKind.Refused,
                        $"the broker continues with the authentication method {method}, which is not supported",
                        $"supported: {ConnectProperties.ScramSha256}");
                case MqttConnAckPacket connAck:
                    if (connAck.ReasonCode == MqttConnectReasonCode.Success)
                    {
                        scram?.Verify(connAck);
                    }

                    return connAck;
                default:
                    throw new MqttProtocolViolationException("its first packet is not a CONNACK");
            }
        }
    }
}
