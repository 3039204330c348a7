using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using MqttDemo.Client.Transport;
using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;

namespace MqttDemo.Client.Session;

/// <summary>What every attempt to connect needs.</summary>
/// <param name="Settings">How to connect.</param>
/// <param name="Terms">What the CONNECT says.</param>
/// <param name="Admission">Reads the CONNACK.</param>
/// <param name="Home">Who has our session.</param>
/// <param name="Gate">The session's.</param>
/// <param name="Trace">Gets each packet; null is none.</param>
/// <param name="Observer">Is notified of each step.</param>
/// <param name="Time">The clock.</param>
/// <param name="Prepare">Is called before each, with the broker; null is nothing.</param>
sealed record OpeningContext(
    ConnectionSettings Settings,
    ConnectTerms Terms,
    Admission Admission,
    SessionHome Home,
    SessionGate Gate,
    PacketTrace? Trace,
    ISessionObserver Observer,
    TimeProvider Time,
    Func<BrokerAddress, Task>? Prepare);

/// <summary>
/// One attempt: socket, TLS, CONNECT and CONNACK, with one of those that share a host name and with one version of
/// MQTT.
/// </summary>
/// <param name="context">What every attempt needs.</param>
/// <param name="contenders">Those of the name, one at least.</param>
/// <param name="deadline">When it must be done.</param>
/// <param name="patience">How long that is from the beginning.</param>
sealed class Opening(OpeningContext context, IReadOnlyList<RingMember> contenders, Deadline deadline, TimeSpan patience)
{
    readonly Contender[] addresses = [
        .. contenders.Select(contender => new Contender(contender.Shown, contender.Destination.Address))];
    readonly ConnectAttempt attempt = new(context.Observer.WantsTrace ? context.Observer.Trace : null);
    volatile TransportConnection? transport;
    bool isAsked;

    /// <summary>Whose connection it is; null as long as it is not known.</summary>
    public RingMember? Reached => attempt.Reached is { } reached ? contenders[Array.IndexOf(addresses, reached)] : null;

    /// <summary>A connection with this version is to be closed again when it is accepted, and another made.</summary>
    public bool IsTrial { get; private set; }

    /// <summary>
    /// The same because before MQTT 5 one flag decides both whether an old session is thrown away and whether the new
    /// one is kept (3.1.1, section 3.1.2.4): then one connection throws away, and the next one keeps.
    /// </summary>
    public bool IsTwofold { get; private set; }

    /// <summary>A silence as long as this tells something of the broker, rather than of our haste.</summary>
    bool HasAllTheTime => patience >= context.Settings.ConnectTimeout;

    /// <summary>
    /// It waits for nothing but the socket, which ends the start of the program where that takes longer than a moment:
    /// so it needs no thread. Of several addresses only those of this machine answer at once.
    /// </summary>
    bool IsShort => addresses[0].Broker.Scheme == BrokerScheme.Tcp
        && (addresses.Length == 1 || Array.TrueForAll(addresses, one => IPAddress.IsLoopback(one.Address!)))
        && Network is { BindAddress: null }
        && Network.ProxyFor(addresses[0].Broker) is null
        && context.Settings.Credentials?.ReadPassword is null;

    TlsSettings Tls => context.Settings.Tls ?? new();

    NetworkSettings Network => context.Settings.Network ?? new();

    BrokerAddress Broker => Reached?.Shown ?? addresses[0].Broker;

    /// <summary>Name, socket, TLS, CONNECT, CONNACK.</summary>
    /// <exception cref="ConnectFailure">There is no connection.</exception>
    public async Task<Connection> RunAsync(CancellationToken cancellationToken)
    {
        using var clock = deadline.Clock();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        try
        {
            if (context.Prepare is not null)
            {
                await context.Prepare(contenders[0].Destination.Entry).WaitAsync(timeout.Token);
            }

            return IsShort && MainThread.IsHere
                ? Open(clock, timeout.Token)
                : await DedicatedThread.Start("mqtt connect", () => Open(clock, timeout.Token)).WaitAsync(
                    timeout.Token);
        }
        catch (Exception e)
        {
            transport?.Dispose();
            if (Explain(e, cancellationToken) is { } failure)
            {
                throw failure;
            }

            throw;
        }
    }

    /// <summary>It has come to that.</summary>
    public bool HasRaced => attempt.Race is not null;

    /// <summary>What the attempt tells of those that have lost the race.</summary>
    /// <param name="silence">How long those have had that have not answered.</param>
    public IReadOnlyList<(RingMember Member, ConnectFailure Failure)> Losses(TimeSpan silence)
    {
        var losers = attempt.Race?.Losers;
        return losers is null
            ? []
            : [
                .. contenders.Where(IsLoser).Select(
                    loser => (loser, Loss(loser.Shown, losers[loser.Destination.Address!], silence)))];

        bool IsLoser(RingMember contender) => losers.ContainsKey(contender.Destination.Address!);
    }

    static ConnectFailure Loss(BrokerAddress broker, Exception? failure, TimeSpan silence) => failure switch
    {
        SocketException e => Unreachable(SocketFailure.Explain(broker, e)),
        MqttDemoException e => Unreachable(e),
        _ => new(ConnectAttempt.NothingCameBack(broker, silence, failure), isFinal: false) { Silence = silence },
    };

    /// <summary>
    /// The whole attempt, on the thread that asks. To cancel it closes the socket, whatever waits for that.
    /// </summary>
    Connection Open(CancellationTokenSource clock, CancellationToken cancellationToken)
    {
        // Before anything is connected: it may read a file, which may just be replaced.
        var credentials = context.Settings.Credentials?.Current();
        try
        {
            var connected = TransportConnector.Connect(
                addresses, Named(contenders[0].Destination.Entry), Network, attempt, cancellationToken);
            transport = connected;
            using var cancellation = cancellationToken.UnsafeRegister(
                static state => ((TransportConnection)state!).Dispose(), connected);
            return Greet(Reached!, connected, credentials, clock);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // A socket that is closed while somebody reads from it throws any of these.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>
    /// The certificate must be issued for the domain that was typed, not for what an answer of DNS says.
    /// </summary>
    TlsSettings Named(BrokerAddress entry) =>
        entry.IsService ? Tls with { ServerName = Tls.ServerName ?? entry.Host } : Tls;

    Connection Greet(
        RingMember member, TransportConnection connected, Credentials? credentials, CancellationTokenSource clock)
    {
        var (settings, version) = (context.Settings, member.Versions.Next);
        var startsClean = context.Home.StartsClean(member);
        IsTwofold = startsClean && settings.KeepSession && version < ProtocolVersion.Mqtt5;
        IsTrial = member.Versions.IsTrial;
        var liveness = new Liveness(connected, context.Time);
        var channel = new PacketChannel(
            (MqttProtocolVersion)version,
            connected,
            context.Gate,
            context.Trace,
            settings.Connect?.MaximumPacketSize ?? uint.MaxValue,
            liveness.OnSign,
            context.Gate.TellOutboxChanged);
        var cleanStart = startsClean || (version < ProtocolVersion.Mqtt5 && !settings.KeepSession);
        var connect = context.Terms.Packet(credentials, cleanStart, isToStand: !IsTrial && !IsTwofold);
        var connAck = new Handshake(connect, credentials, () => OnAsked(member, clock)).Exchange(channel);
        context.Admission.Check(member.Shown, version, connAck, context.Home.HasStood);
        if (version == ProtocolVersion.Mqtt5)
        {
            context.Terms.TakeOver(member.Shown, connAck);
        }

        if (cleanStart && connAck.IsSessionPresent)
        {
            throw channel.Refuse(
                new(
                    MQTTnet.Protocol.MqttDisconnectReasonCode.ProtocolError,
                    "a CONNACK that says Session Present after a clean start"));
        }

        var limits = version == ProtocolVersion.Mqtt5 ? BrokerLimits.Of(connAck) : BrokerLimits.Before5;
        var isSessionPresent = context.Home.IsPresent(member, connAck.IsSessionPresent);
        return new Connection(
            channel, liveness, member, version, limits, isSessionPresent, new(context.Gate, connect.TopicAliasMaximum),
            new(context.Gate), context.Time)
        {
            ResponseInformation = connAck.ResponseInformation,
        };
    }

    /// <summary>CONNECT has been sent: a broker that does not answer it must leave time for another version.</summary>
    void OnAsked(RingMember member, CancellationTokenSource clock)
    {
        isAsked = true;
        if (HasAllTheTime && member.Versions.LeavesTimeForAnother)
        {
            clock.CancelAfter(deadline.Left / 2);
        }
    }

    /// <summary>
    /// What has gone wrong, as a failure to connect; null is something that was not foreseen, or that was wanted.
    /// </summary>
    ConnectFailure? Explain(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        ConnectFailure known => known,
        // A certificate that is just being renewed must not end a session that stands.
        MqttDemoException e =>
            new ConnectFailure(e, isFinal: e.Kind != FailureKind.Unreachable && !context.Home.HasStood),
        OperationCanceledException e => cancellationToken.IsCancellationRequested ? null : TimedOut(Broker, e),
        ProtocolViolation e => Unreachable(new MqttDemoException(
            FailureKind.Unreachable, $"{Broker} broke the protocol: {e.Message}", Advice.OlderVersion, e)),
        MqttProtocolViolationException e => Unreachable(ConnectAttempt.NotMqtt(Broker, e)),
        IOException or ObjectDisposedException or AuthenticationException =>
            TlsAlert.Explain(Broker, Tls, failure) is { } refusal
                ? Unreachable(refusal)
                : Unreachable(
                    attempt.Closed(Broker, Tls, failure), isAsked ? VersionEvidence.Closed : VersionEvidence.None),
        _ => null,
    };

    ConnectFailure TimedOut(BrokerAddress broker, Exception cause)
    {
        var evidence = isAsked && HasAllTheTime ? VersionEvidence.Silent : VersionEvidence.None;
        return new(attempt.TimedOut(broker, Network.ProxyFor(broker), patience, cause), isFinal: false, evidence)
        {
            Silence = patience,
        };
    }

    static ConnectFailure Unreachable(MqttDemoException error, VersionEvidence evidence = VersionEvidence.None) =>
        new(error, isFinal: false, evidence);
}
