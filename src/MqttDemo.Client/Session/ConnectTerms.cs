using MqttDemo.Config;
using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>What each CONNECT says: the settings, and what the brokers have decided otherwise so far.</summary>
/// <param name="settings">What the user wants.</param>
/// <param name="observer">Is notified of what a broker decides.</param>
sealed class ConnectTerms(ConnectionSettings settings, ISessionObserver observer)
{
    string clientId = settings.ClientId;
    ushort topicAliasMaximum = settings.TopicAliasMaximum;
    WillSettings? will = settings.Will;
    uint shortenedTo;

    /// <summary>
    /// What the broker is asked for in the CONNECT and told again in the DISCONNECT. No less than the delay of the
    /// will, which comes at the end of the session if that is earlier (MQTT 5, section 3.1.3.2.2).
    /// </summary>
    public uint SessionExpiry => settings.SessionExpiry
        ?? (
            settings.KeepSession
                ? ConnectionSettings.NeverExpires
                : Math.Max(ConnectionSettings.ResumableSeconds, settings.Will?.DelayInterval ?? 0));

    /// <summary>The user has asked for the session to outlive the process, with -c or with -x.</summary>
    public bool KeepsSessionAfterEnd => settings.KeepSession || settings.SessionExpiry is not null;

    /// <summary>How many messages the broker may have unacknowledged with us (MQTT 5, section 3.1.2.11.3).</summary>
    public ushort ReceiveMaximum =>
        settings.Connect?.ReceiveMaximum ?? (ushort)(settings.MaxInFlight ?? ConnectionSettings.DefaultReceiveMaximum);

    /// <summary>
    /// From the next connection on the broker may use no topic aliases (MQTT 5, section 3.1.2.11.5). False when it
    /// might use none before.
    /// </summary>
    public bool GiveUpTopicAliases() => Interlocked.Exchange(ref topicAliasMaximum, 0) > 0;

    /// <summary>
    /// A broker that does not take the QoS of the will says so with its CONNACK (MQTT 5, section 3.2.2.3.4), and may
    /// take a lower one.
    /// </summary>
    /// <returns>False where there is none, or the user does not want it.</returns>
    public bool TryLowerWill()
    {
        if (!settings.AllowsDowngrade || will is not { QualityOfService: > QualityOfService.AtMostOnce })
        {
            return false;
        }

        will = will with { QualityOfService = will.QualityOfService - 1 };
        observer.Trace($"trying a will of QoS {(int)will.QualityOfService}");
        return true;
    }

    /// <summary>The CONNECT.</summary>
    /// <param name="credentials">The login, as its file has it now.</param>
    /// <param name="cleanStart">Throw an old session away.</param>
    /// <param name="isToStand">It is not for a connection that is closed again at once: the end of that would publish
    /// the will.</param>
    public MqttConnectPacket Packet(Credentials? credentials, bool cleanStart, bool isToStand)
    {
        var connect = settings.Connect;
        var packet = new MqttConnectPacket
        {
            ClientId = clientId,
            CleanSession = cleanStart,
            KeepAlivePeriod = (ushort)settings.KeepAlive,
            Username = credentials?.Username,
            Password = credentials?.Password is { } password ? ByteText.Encode(password) : null,
            SessionExpiryInterval = SessionExpiry,
            ReceiveMaximum = ReceiveMaximum,
            MaximumPacketSize = connect?.MaximumPacketSize ?? 0,
            TopicAliasMaximum = topicAliasMaximum,
            RequestProblemInformation = connect?.RequestProblemInformation ?? true,
            RequestResponseInformation = connect?.RequestResponseInformation ?? false,
            AuthenticationMethod = connect?.AuthenticationMethod,
            AuthenticationData = connect?.AuthenticationData,
            UserProperties = PacketProperties.Of(connect?.UserProperties),
        };
        PacketProperties.Fill(packet, isToStand ? will : null);
        return packet;
    }

    /// <summary>What the broker has decided in our place (MQTT 5, sections 3.2.2.3.2 and 3.2.2.3.7).</summary>
    public void TakeOver(BrokerAddress broker, MqttConnAckPacket connAck)
    {
        if (!string.IsNullOrEmpty(connAck.AssignedClientIdentifier) && connAck.AssignedClientIdentifier != clientId)
        {
            observer.Warn(
                $"{broker} has given this client the id '{connAck.AssignedClientIdentifier}' instead of '{clientId}'");
            clientId = connAck.AssignedClientIdentifier;
        }

        // MQTTnet decodes an absent one as 0, and so cannot tell "as you wish" from "not at all".
        var granted = connAck.SessionExpiryInterval;
        if (KeepsSessionAfterEnd && granted != 0 && granted < SessionExpiry && granted != shortenedTo)
        {
            shortenedTo = granted;
            observer.Warn(
                $"{broker} keeps the session for {granted} s only, not "
                + $"{(SessionExpiry == ConnectionSettings.NeverExpires ? "forever" : $"for {SessionExpiry} s")}");
        }
    }
}
