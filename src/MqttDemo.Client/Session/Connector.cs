using System.Security.Authentication;
using MqttDemo.Client.Transport;
using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.LowLevelClient;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>Makes one connection: the brokers in turn, MQTT 5 and then 3.1.1, and the handshake of CONNECT and CONNACK.</summary>
/// <param name="settings">How.</param>
/// <param name="startsClean">Throw away a session from an earlier process.</param>
/// <param name="gate">The session's.</param>
/// <param name="observer">Is told what happens.</param>
/// <param name="services">Connects to what a domain names.</param>
/// <param name="time">The clock.</param>
/// <param name="prepare">Is called before each attempt, with the broker; null is nothing.</param>
sealed class Connector(
    ConnectionSettings settings, bool startsClean, Lock gate, ISessionObserver observer, ServiceConnector services, TimeProvider time, Func<BrokerAddress, Task>? prepare = null)
{
    /// <summary>How long the broker shall keep a session that nobody asked to keep, so that a reconnect can resume it. The DISCONNECT at the end takes it back.</summary>
    const uint ResumableSeconds = 300;

    readonly PacketTrace? trace = observer.WantsTrace ? new PacketTrace(observer) : null;
    string clientId = settings.ClientId;
    ushort topicAliasMaximum = settings.TopicAliasMaximum;
    WillSettings? will = settings.Will;
    uint shortenedTo;

    /// <summary>Who has our session; of a domain it is one of its targets.</summary>
    BrokerAddress? sessionBroker;

    /// <summary>
    /// What the broker is asked for in the CONNECT and told again in the DISCONNECT. No less than the delay of the will, which comes at the end of the
    /// session if that is earlier (MQTT 5, section 3.1.3.2.2).
    /// </summary>
    public uint SessionExpiry => settings.SessionExpiry
        ?? (settings.KeepSession ? ConnectionSettings.NeverExpires : Math.Max(ResumableSeconds, settings.Will?.DelayInterval ?? 0));

    /// <summary>The user has asked for the session to outlive the process, with -c or with -x.</summary>
    public bool KeepsSessionAfterEnd => settings.KeepSession || settings.SessionExpiry is not null;

    /// <summary>Those to connect to.</summary>
    public BrokerRotation Brokers { get; } = new(settings, observer);

    /// <summary>From the next connection on the broker may use no topic aliases (MQTT 5, section 3.1.2.11.5). False when it might use none before.</summary>
    public bool GiveUpTopicAliases() => Interlocked.Exchange(ref topicAliasMaximum, 0) > 0;

    /// <summary>Tries each broker once, beginning with the one that has our session.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConnectFailure">None of them took the connection.</exception>
    public async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        Brokers.BeginRound();
        while (true)
        {
            var broker = Brokers.Current;
            try
            {
                var connection = await ConnectAsync(broker, cancellationToken);
                sessionBroker = connection.Transport.Broker;
                return connection;
            }
            catch (ConnectFailure e) when (!e.IsFinal)
            {
                observer.Trace($"{broker.Address}: {e.Message}");
                if (!Brokers.MoveOn())
                {
                    throw;
                }
            }
        }
    }

    /// <summary>One attempt within the connect time-out, with as many versions of MQTT as it takes.</summary>
    async Task<Connection> ConnectAsync(KnownBroker broker, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(settings.ConnectTimeout, time);
        while (true)
        {
            var isTrial = broker.Versions.IsTrial;
            try
            {
                var connection = await HandshakeAsync(broker, deadline, isTrial, cancellationToken);
                broker.Versions.OnAccepted();
                if (!isTrial)
                {
                    return connection;
                }

                connection.Dispose();
            }
            catch (ConnectFailure e)
            {
                if (!broker.Versions.OnFailed(e.Evidence) && !TryLowerWill(e))
                {
                    throw;
                }

                observer.Trace($"{e.Message}; trying MQTT {broker.Versions.Next.Name()}{(will is null ? "" : $" and a will of QoS {(int)will.QualityOfService}")}");
            }
        }
    }

    /// <summary>Name, socket, TLS, CONNECT, CONNACK.</summary>
    async Task<Connection> HandshakeAsync(KnownBroker known, Deadline deadline, bool isTrial, CancellationToken cancellationToken)
    {
        var (broker, version) = (known.Address, known.Versions.Next);
        using var clock = deadline.Clock();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        var attempt = new ConnectAttempt(observer.WantsTrace ? observer.Trace : null);
        var channel = new PacketChannel((MqttProtocolVersion)version, token => TransportAsync(broker, attempt, token), gate, trace);
        var isAsked = false;
        try
        {
            var connection = await OwnThread.RunAsync(() => OpenAsync(channel, broker, version, isTrial, OnAsked, timeout.Token)).WaitAsync(timeout.Token);
            if (!IsTwofold(channel, version))
            {
                return connection;
            }

            sessionBroker = channel.Transport.Broker;
            connection.Dispose();
            return await HandshakeAsync(known, deadline, isTrial, cancellationToken);
        }
        catch (MqttDemoException e)
        {
            channel.Dispose();
            // A certificate that is just being renewed must not end a session that stands.
            throw new ConnectFailure(e, isFinal: e.ExitCode != ExitCode.Unreachable && sessionBroker is null);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            channel.Dispose();
            throw Unreachable(
                attempt.TimedOut(broker, settings.Network?.ProxyFor(broker), settings.ConnectTimeout, e), isAsked ? VersionEvidence.Silent : VersionEvidence.None);
        }
        catch (ProtocolViolation e)
        {
            channel.Dispose();
            throw Unreachable(new MqttDemoException(
                ExitCode.Unreachable, $"{broker} broke the protocol: {e.Message}", "-V 311 speaks an older version with it; --debug shows its packets", e));
        }
        catch (MqttProtocolViolationException e)
        {
            channel.Dispose();
            throw Unreachable(ConnectAttempt.NotMqtt(broker, e));
        }
        catch (Exception e) when (e is MqttCommunicationException or IOException or ObjectDisposedException or AuthenticationException)
        {
            channel.Dispose();
            if (TlsAlert.Explain(broker, settings.Tls ?? new(), e) is { } refusal)
            {
                throw new ConnectFailure(refusal, isFinal: false);
            }

            throw Unreachable(attempt.Closed(broker, settings.Tls ?? new(), e), isAsked ? VersionEvidence.Closed : VersionEvidence.None);
        }
        catch
        {
            channel.Dispose();
            throw;
        }

        // CONNECT has been sent: who does not answer that must leave time for another version.
        void OnAsked()
        {
            isAsked = true;
            if (known.Versions.LeavesTimeForAnother)
            {
                clock.CancelAfter(deadline.Left / 2);
            }
        }
    }

    async Task<TransportConnection> TransportAsync(BrokerAddress broker, ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        if (prepare is not null)
        {
            await prepare(broker);
        }

        var (tls, network) = (settings.Tls ?? new(), settings.Network ?? new());
        return broker.IsService
            ? await services.ConnectAsync(broker, sessionBroker, tls, network, attempt, cancellationToken)
            : await TransportConnector.ConnectAsync(broker, tls, network, attempt, cancellationToken);
    }

    /// <summary>
    /// Another broker may hold a session of ours from before, with packet identifiers that mean other messages now. Brokers that share their sessions
    /// cannot be told from those that do not, so what one of them remembers counts only for that one.
    /// </summary>
    bool IsStartingClean(PacketChannel channel) => startsClean && channel.Transport.Broker != sessionBroker;

    /// <summary>
    /// Before MQTT 5 one flag decides both whether an old session is thrown away and whether the new one is kept (3.1.1, section 3.1.2.4):
    /// then one connection throws away, and the next one keeps.
    /// </summary>
    bool IsTwofold(PacketChannel channel, ProtocolVersion version) =>
        IsStartingClean(channel) && settings.KeepSession && version < ProtocolVersion.Mqtt5;

    async Task<Connection> OpenAsync(
        PacketChannel channel, BrokerAddress broker, ProtocolVersion version, bool isTrial, Action onAsked, CancellationToken cancellationToken)
    {
        var client = new MqttClientFactory().CreateLowLevelMqttClient(channel);
        await client.ConnectAsync(new MqttClientOptions(), cancellationToken);
        var cleanStart = IsStartingClean(channel) || (version < ProtocolVersion.Mqtt5 && !settings.KeepSession);
        // A connection that is made only to be closed again has no will: its end would publish it.
        var said = settings with
        {
            Credentials = settings.Credentials?.Current(),
            Will = isTrial || IsTwofold(channel, version) ? null : will,
        };
        var connect = Handshake.Packet(said, clientId, cleanStart, SessionExpiry);
        connect.TopicAliasMaximum = topicAliasMaximum;
        var connAck = await ExchangeAsync(client, broker, version, new Handshake(said, connect, onAsked), cancellationToken);
        if (cleanStart && connAck.IsSessionPresent)
        {
            throw await channel.RefuseAsync(
                new(MqttDisconnectReasonCode.ProtocolError, "a CONNACK that says Session Present after a clean start"), cancellationToken);
        }

        channel.Reader.MaximumPacketSize = settings.Connect?.MaximumPacketSize ?? uint.MaxValue;
        var limits = version == ProtocolVersion.Mqtt5 ? BrokerLimits.Of(connAck) : BrokerLimits.Before5;
        var isSessionPresent = connAck.IsSessionPresent && (sessionBroker is null || channel.Transport.Broker == sessionBroker);
        return new Connection(client, channel, broker, version, limits, isSessionPresent, connect.TopicAliasMaximum, time)
        {
            ResponseInformation = connAck.ResponseInformation,
        };
    }

    /// <summary>Sends CONNECT and reads CONNACK; whatever is not a welcome is thrown.</summary>
    async Task<MqttConnAckPacket> ExchangeAsync(
        ILowLevelMqttClient client, BrokerAddress broker, ProtocolVersion version, Handshake handshake, CancellationToken cancellationToken)
    {
        var connAck = await handshake.ExchangeAsync(client, cancellationToken);
        if (version == ProtocolVersion.Mqtt5)
        {
            CheckReasonCode(broker, connAck);
            TakeOver(broker, connAck);
        }
        else if (connAck.ReturnCode != MqttConnectReturnCode.ConnectionAccepted)
        {
            var code = connAck.ReturnCode;
            var evidence = code == MqttConnectReturnCode.ConnectionRefusedUnacceptableProtocolVersion ? VersionEvidence.Refused : VersionEvidence.None;
            throw Refused(broker, ReasonCodes.Describe(code) + ReasonCodes.Who(code, settings.Credentials), ReasonCodes.IsFinal(code), ReasonCodes.Hint(code), evidence);
        }

        return connAck;
    }

    /// <summary>A broker that does not take the QoS of the will says so with its CONNACK (MQTT 5, section 3.2.2.3.4), and may take a lower one.</summary>
    bool TryLowerWill(ConnectFailure failure)
    {
        if (!failure.IsQosRefused || !settings.AllowsDowngrade || will is not { QualityOfService: > QualityOfService.AtMostOnce })
        {
            return false;
        }

        will = will with { QualityOfService = will.QualityOfService - 1 };
        return true;
    }

    void CheckReasonCode(BrokerAddress broker, MqttConnAckPacket connAck)
    {
        // A broker that knows only 3.1.1 answers with that version's return code 1.
        if (connAck.ReasonCode is MqttConnectReasonCode.UnsupportedProtocolVersion or (MqttConnectReasonCode)1)
        {
            const MqttConnectReasonCode code = MqttConnectReasonCode.UnsupportedProtocolVersion;
            throw Refused(broker, ReasonCodes.Describe(code), isFinal: true, ReasonCodes.Hint(code), VersionEvidence.Refused);
        }

        if (connAck.ReasonCode != MqttConnectReasonCode.Success)
        {
            var reason = ReasonCodes.Describe(connAck.ReasonCode, connAck.ReasonString) + ReasonCodes.Who(connAck.ReasonCode, settings.Credentials);
            if (connAck.ReasonCode == MqttConnectReasonCode.QoSNotSupported)
            {
                const string hint = "a lower --will-qos may do, or --allow-downgrade";
                throw new ConnectFailure(RefusedFor(broker, reason, settings.AllowsDowngrade ? null : hint), isFinal: true) { IsQosRefused = true };
            }

            var isRedirection = ReasonCodes.IsRedirection(connAck.ReasonCode);
            var isFollowed = isRedirection && Brokers.TryRedirect(connAck.ServerReference, broker);
            throw Refused(
                broker,
                reason + ReasonCodes.Elsewhere(connAck.ServerReference),
                !isFollowed && ReasonCodes.IsFinal(connAck.ReasonCode, hasStood: sessionBroker is not null),
                isRedirection ? Brokers.RedirectionHint(connAck.ServerReference) : ReasonCodes.Hint(connAck.ReasonCode));
        }
    }

    /// <summary>What the broker has decided in our place (MQTT 5, sections 3.2.2.3.2 and 3.2.2.3.7).</summary>
    void TakeOver(BrokerAddress broker, MqttConnAckPacket connAck)
    {
        if (!string.IsNullOrEmpty(connAck.AssignedClientIdentifier) && connAck.AssignedClientIdentifier != clientId)
        {
            observer.Warn($"{broker} has given this client the id '{connAck.AssignedClientIdentifier}' in the place of '{clientId}'");
            clientId = connAck.AssignedClientIdentifier;
        }

        // MQTTnet decodes an absent one as 0, and so cannot tell "as you wish" from "not at all".
        var granted = connAck.SessionExpiryInterval;
        if (KeepsSessionAfterEnd && granted != 0 && granted < SessionExpiry && granted != shortenedTo)
        {
            shortenedTo = granted;
            observer.Warn($"{broker} keeps the session for {granted} s only, not {(SessionExpiry == ConnectionSettings.NeverExpires ? "for ever" : $"for {SessionExpiry} s")}");
        }
    }

    static ConnectFailure Refused(BrokerAddress broker, string reason, bool isFinal, string? hint, VersionEvidence evidence = VersionEvidence.None) =>
        new(RefusedFor(broker, reason, hint), isFinal, evidence);

    static MqttDemoException RefusedFor(BrokerAddress broker, string reason, string? hint) =>
        new(ExitCode.Refused, $"{broker} refused the connection: {reason}", hint);

    static ConnectFailure Unreachable(MqttDemoException error, VersionEvidence evidence = VersionEvidence.None) =>
        new(error, isFinal: false, evidence);
}
