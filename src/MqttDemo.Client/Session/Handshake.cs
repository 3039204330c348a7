using MqttDemo.Config;
using MQTTnet.Exceptions;
using MQTTnet.LowLevelClient;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>CONNECT, the AUTHs that enhanced authentication puts between, and CONNACK (MQTT 5, sections 3.1, 3.2 and 4.12).</summary>
/// <param name="settings">What to say.</param>
/// <param name="packet">The CONNECT, but for the authentication.</param>
/// <param name="onAsked">The CONNECT has been sent.</param>
sealed class Handshake(ConnectionSettings settings, MqttConnectPacket packet, Action onAsked)
{
    readonly ScramAuthentication? scram = settings.Connect?.AuthenticationMethod == ConnectProperties.ScramSha256 && settings.Credentials is { } credentials
        ? new(credentials)
        : null;

    /// <summary>Sends CONNECT and reads CONNACK, whatever it says.</summary>
    /// <exception cref="MqttProtocolViolationException">The broker answers with something else.</exception>
    /// <exception cref="MqttDemoException">The broker has not proved that it knows the password (exit code 4).</exception>
    public async Task<MqttConnAckPacket> ExchangeAsync(ILowLevelMqttClient client, CancellationToken cancellationToken)
    {
        if (scram is not null)
        {
            // The password is proved in the exchange; said here too, anybody in between could read it.
            (packet.Username, packet.Password) = (null, null);
            packet.AuthenticationData = scram.Begin();
        }

        await client.SendAsync(packet, cancellationToken);
        onAsked();
        while (true)
        {
            switch (await client.ReceiveAsync(cancellationToken))
            {
                case MqttAuthPacket challenge when scram is not null:
                    await client.SendAsync(scram.Answer(challenge), cancellationToken);
                    break;
                case MqttAuthPacket when packet.AuthenticationMethod is { } method:
                    throw new MqttDemoException(
                        ExitCode.Refused, $"the broker goes on with the authentication by {method}, which is not known here", $"{ConnectProperties.ScramSha256} is");
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

    /// <summary>How many messages the broker may have unacknowledged with us (MQTT 5, section 3.1.2.11.3).</summary>
    public static ushort ReceiveMaximum(ConnectionSettings settings) =>
        settings.Connect?.ReceiveMaximum ?? (ushort)(settings.MaxInFlight ?? ConnectionSettings.DefaultReceiveMaximum);

    /// <summary>The CONNECT as the settings have it.</summary>
    /// <param name="settings">What to say.</param>
    /// <param name="clientId">Who we are.</param>
    /// <param name="cleanStart">Throw an old session away.</param>
    /// <param name="sessionExpiry">How long the broker keeps the session, in seconds.</param>
    public static MqttConnectPacket Packet(ConnectionSettings settings, string clientId, bool cleanStart, uint sessionExpiry)
    {
        var packet = new MqttConnectPacket
        {
            ClientId = clientId,
            CleanSession = cleanStart,
            KeepAlivePeriod = (ushort)settings.KeepAlive,
            Username = settings.Credentials?.Username,
            Password = settings.Credentials?.Password is { } password ? ByteText.Encode(password) : null,
            SessionExpiryInterval = sessionExpiry,
            ReceiveMaximum = ReceiveMaximum(settings),
            MaximumPacketSize = settings.Connect?.MaximumPacketSize ?? 0,
            RequestProblemInformation = settings.Connect?.RequestProblemInformation ?? true,
            RequestResponseInformation = settings.Connect?.RequestResponseInformation ?? false,
            AuthenticationMethod = settings.Connect?.AuthenticationMethod,
            AuthenticationData = settings.Connect?.AuthenticationData,
            UserProperties = PacketProperties.Of(settings.Connect?.UserProperties),
        };
        PacketProperties.Fill(packet, settings.Will);
        return packet;
    }
}
