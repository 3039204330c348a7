using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>How far an attempt to connect has come: what is said of one that fails depends on it.</summary>
enum ConnectStage
{
    /// <summary>The host name is being looked up.</summary>
    Name,

    /// <summary>The network has been asked for a connection.</summary>
    Socket,

    /// <summary>A proxy has been asked for the way to the broker.</summary>
    Proxy,

    /// <summary>The TLS handshake has begun.</summary>
    Tls,

    /// <summary>The WebSocket has been asked for.</summary>
    WebSocket,

    /// <summary>CONNECT is on its way, or the broker has it.</summary>
    Mqtt,
}

/// <summary>
/// One attempt to connect, and what can be said of it. Told by the thread that connects, asked by the one that waits.
/// </summary>
/// <param name="trace">Gets a line for each step; null is none.</param>
sealed class ConnectAttempt(Action<string>? trace = null)
{
    public const string AskForTls = "is this the broker's TLS port?";

    volatile ConnectStage stage;
    volatile SocketStream? socket;
    volatile SocketRace? race;
    volatile Contender? reached;
    volatile bool wantsCertificate;

    public void Enter(ConnectStage next) => stage = next;

    /// <summary>What became of the addresses of the host; null where it has not come so far.</summary>
    public SocketRace? Race
    {
        get => race;
        set => race = value;
    }

    /// <summary>The one that has taken the connection; null is none.</summary>
    public Contender? Reached => reached;

    public void OnLookup(string host, IReadOnlyList<IPAddress> addresses)
    {
        if (!IPAddress.TryParse(host, out _))
        {
            trace?.Invoke($"{host} is {string.Join(", ", addresses)}");
        }
    }

    public void OnSocket(SocketStream connected, EndPoint? remote, Contender contender)
    {
        (socket, reached) = (connected, contender);
        trace?.Invoke($"connected to {Shown(remote)}");
    }

    public void OnTls(SslStream tls, bool isAsked)
    {
        wantsCertificate = isAsked;
        var agreed = tls.NegotiatedApplicationProtocol.Protocol.IsEmpty
            ? "no ALPN"
            : $"ALPN {tls.NegotiatedApplicationProtocol}";
        trace?.Invoke(
            $"{Version(tls)}, {tls.NegotiatedCipherSuite}, {agreed}, "
            + $"{CertificateNames.Describe(tls.RemoteCertificate as X509Certificate2)}");
    }

    /// <summary>What came back first over the network, past a proxy.</summary>
    public ReadOnlySpan<byte> Beginning => socket is { } connected ? connected.Beginning : [];

    /// <summary>The time is up.</summary>
    public MqttDemoException TimedOut(BrokerAddress broker, ProxyAddress? proxy, TimeSpan patience, Exception cause)
    {
        var within = $"within {patience.TotalSeconds:0.###} s";
        return stage switch
        {
            ConnectStage.Name => Unreachable(
                $"the host name {(proxy?.Host ?? broker.Host)} could not be looked up {within}",
                $"does the name server of this machine answer? {Advice.MoreTime}", cause),
            ConnectStage.Socket => NothingCameBack(proxy is null ? broker : $"the proxy {proxy}", patience, cause),
            ConnectStage.Proxy => Unreachable(
                $"the proxy {proxy} did not say {within} whether it reaches {broker}",
                $"is it such a proxy, and can it connect there? {Advice.MoreTime}", cause),
            ConnectStage.Tls => NotTls(broker, cause) ?? Unreachable(
                $"{broker} accepts connections but did not answer the TLS handshake {within}",
                $"{AskForTls} A port without TLS waits like that", cause),
            ConnectStage.WebSocket => Unreachable(
                $"{broker} accepts connections but did not answer the request for a WebSocket {within}",
                Advice.WithoutWebSocket(broker.IsSecure ? "mqtts://" : "mqtt://"),
                cause),
            _ => Unreachable(
                $"{broker} accepts connections but did not answer CONNECT {within}", Silent(broker), cause),
        };
    }

    /// <summary>The time is up, and there is not even a connection of TCP.</summary>
    public static MqttDemoException NothingCameBack(object broker, TimeSpan patience, Exception? cause) => Unreachable(
        $"{broker} did not answer within {patience.TotalSeconds:0.###} s: nothing came back at all",
        $"is the address right, or does a firewall drop what goes there? {Advice.MoreTime}",
        cause);

    /// <summary>The connection has ended where the CONNACK was to come.</summary>
    public MqttDemoException Closed(BrokerAddress broker, TlsSettings tls, Exception cause) => Unreachable(
        $"{broker} closed the connection without an answer to CONNECT",
        broker.IsSecure ? ClosedInTls(tls) : ClosedInPlain(broker), cause);

    /// <summary>What came back is not TLS; null where it is, or where nothing came.</summary>
    public MqttDemoException? NotTls(BrokerAddress broker, Exception cause) =>
        Beginning.IsEmpty || ForeignAnswer.IsTls(Beginning)
        ? null
        : Unreachable(
            $"{broker} does not speak TLS: it {ForeignAnswer.Describe(Beginning)}",
            $"{AskForTls} Without TLS it is {Plain(broker)}", cause);

    /// <summary>The same without TLS.</summary>
    public static string Plain(BrokerAddress broker) =>
        broker.IsWebSocket ? "ws://" : "mqtt://, or ws:// for a WebSocket";

    /// <summary>What came back is not MQTT.</summary>
    public static MqttDemoException NotMqtt(BrokerAddress broker, Exception violation) => Unreachable(
        $"{broker} does not speak MQTT: {violation.Message.TrimEnd('.')}",
        violation is ForeignAnswerException { Answer.Hint: var hint } ? hint : "is this the port of an MQTT broker?",
        violation);

    static Sentence Silent(BrokerAddress broker) => broker switch
    {
        { IsSecure: true } or { IsWebSocket: true } or { Scheme: BrokerScheme.Unix } =>
            "is this the port of an MQTT broker?",
        _ => Advice.SilentPort,
    };

    static Sentence ClosedInPlain(BrokerAddress broker) => broker.Scheme == BrokerScheme.Tcp
        ? Advice.OtherProtocol
        : "it may accept no more clients, or not this one; its log should say more";

    Sentence ClosedInTls(TlsSettings tls) => tls switch
    {
        { OwnCertificate: null } when wantsCertificate =>
            (Sentence)$"it has asked for a client certificate: {Advice.ShowCertificate}",
        { OwnCertificate: not null } => $"{Advice.CertificateOrClientId}{Protocol(tls)}",
        _ => $"{Advice.CertificateMissing}{Protocol(tls)}",
    };

    /// <summary>Brokers that have more than MQTT on a port tell by ALPN what is spoken.</summary>
    static Sentence? Protocol(TlsSettings tls) => tls.Protocols is null ? (Sentence)$"; {Advice.NameProtocol}" : null;

    static string Version(SslStream tls) => tls.SslProtocol switch
    {
        System.Security.Authentication.SslProtocols.Tls13 => "TLS 1.3",
        System.Security.Authentication.SslProtocols.Tls12 => "TLS 1.2",
        var other => other.ToString(),
    };

    static string Shown(EndPoint? remote) => remote switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped =>
            new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString(),
        null => "?",
        _ => remote.ToString()!,
    };

    static MqttDemoException Unreachable(string message, Sentence? hint, Exception? cause) =>
        new MqttDemoException(FailureKind.Unreachable, message, hint, cause).About(Settings.Broker.Address);
}
