using MqttDemo.Config;

namespace MqttDemo.Client;

/// <summary>Which setting helps: every hint of the client that names one.</summary>
static class Advice
{
    const string WebSocketPort = "is this the WebSocket port of an MQTT broker?";

    public static Sentence Login => $"check {Settings.Login.Username.Named} and the password ({Password})";

    public static Sentence LoginNeeded =>
        $"the broker wants to know who it is: log in with {Settings.Login.Username.Named} and a password ({Password})";

    static Sentence Password => $"{Setting.AnyOf(Settings.Login.PasswordFile, Settings.Login.Password)}";

    public static Sentence NotAllowedToAnybody =>
        $"the access rules of the broker (ACL) want to know who it is: log in with {Settings.Login.Username.Named}";

    public static Sentence NotAllowedToUser =>
        "the access rules of the broker (ACL) do not allow it to this user: only who runs the broker can";

    public static Sentence AnotherVersion => $"try another version with {Settings.Session.Version.To("5, 311 or 31")}";

    public static Sentence OlderVersion =>
        $"{Settings.Session.Version.To("311")} speaks an older version with it; {Settings.General.Debug.Named} shows "
        + $"its packets";

    public static Sentence AnotherClientId => $"choose another client id with {Settings.Session.ClientId.Named}";

    public static Sentence OwnClientIds =>
        $"another client has connected with the same client id; give each its own with "
        + $"{Settings.Session.ClientId.Named}";

    public static Sentence FollowRedirect => $"{Settings.Broker.FollowRedirect.Named} follows its redirect";

    public static Sentence LowerWillQos =>
        $"a lower {Settings.Will.Qos.Named} may do, or {RunSettings.AllowDowngrade.Named}";

    public static Sentence TakeWhatIsGranted => $"{RunSettings.AllowDowngrade.Named} takes what it grants";

    public static Sentence PacketNotUnderstood =>
        $"the broker does not understand one of our packets: {Settings.General.Debug.Named} shows them; "
        + $"{Settings.Session.Version.To("311")} speaks an older version with it";

    public static Sentence FewerAtOnce =>
        $"the broker says that more than its Receive Maximum was sent at once: {Settings.Session.MaxInFlight.To("1")} "
        + $"sends one after the other, and {Settings.General.Debug.Named} shows what it allows";

    public static Sentence WithoutTopicAlias =>
        $"leave out the property topic-alias; where none was given it is a fault of the broker, and "
        + $"{Settings.Session.Version.To("311")} goes without aliases";

    public static Sentence WithoutRetain =>
        $"the broker does not support retained messages: publish without {RunSettings.Retain.Named}";

    public static Sentence WithoutShare =>
        $"the broker does not support shared subscriptions: subscribe without {RunSettings.Share.Named} and $share/";

    public static Sentence MoreTime => $"{Settings.Broker.ConnectTimeout.Named} allows more time";

    public static Sentence AnotherBroker =>
        $"start the subscriber first: it serves this broker; or name another broker with "
        + $"{Settings.Broker.Address.Named}";

    public const string CheckPort = "is the broker running, and is this its port?";

    /// <summary>Where there is no broker yet, as on the machine of a first try.</summary>
    public static Sentence ServeBroker(int port)
    {
        var embedded = port == BrokerAddress.DefaultPort(BrokerScheme.Tcp) ? "embedded" : $"embedded:{port}";
        return $"{CheckPort} With {Settings.Broker.Address.To(embedded)} the "
            + $"subscriber serves one";
    }

    public static Sentence ServiceIsDomain =>
        $"with {Settings.Network.Srv.Named} the broker is a domain, such as example.org";

    public static Sentence WithoutService => $"without {Settings.Network.Srv.Named} the host itself is the broker";

    public static Sentence AnotherProxy =>
        $"check {Settings.Network.Proxy.Named}, and {Variables.AllProxy} in the environment; "
        + $"{Settings.Network.Proxy.To("''")} goes without one";

    public static Sentence SocksProxy => $"is it one for SOCKS? {Settings.Network.Proxy.To("socks5h://HOST:PORT")}";

    public static Sentence HttpProxy => $"is it one for HTTP? {Settings.Network.Proxy.To("http://HOST:PORT")}";

    public static Sentence SpeakTls => $"{Settings.Tls.On.Named}, or mqtts:// (wss:// for a WebSocket), speaks it";

    public static Sentence SpeakWebSocket =>
        $"if this is its WebSocket port: {Settings.Network.WebSocket.Named}, or ws:// (with TLS wss://); MQTT itself "
        + $"has another, usually 1883 or 8883";

    public static Sentence SilentPort =>
        $"is this the port of an MQTT broker? one for TLS ({Settings.Tls.On.Named}) or WebSockets "
        + $"({Settings.Network.WebSocket.Named}) can be just as silent";

    public static Sentence OtherProtocol =>
        $"if it speaks TLS on this port: {Settings.Tls.On.Named}, a WebSocket: {Settings.Network.WebSocket.Named}; "
        + $"or it accepts no more clients, as its log should say";

    public static Sentence WebSocketTls => $"{WebSocketPort} one that wants TLS: {Settings.Tls.On.Named}, or wss://";

    public static Sentence WebSocketLogin =>
        $"it may want a login: {Settings.Network.WebSocketHeader.To("'Authorization: ...'")}";

    public static Sentence WebSocketPath =>
        $"its WebSocket may have another path: {Settings.Network.WebSocketPath.Named}, or the path of the URL";

    public static Sentence AnyCertificate => $"{Settings.Tls.Insecure.Named} accepts any certificate, for tests only";

    public static Sentence TrustOwn => $"if that is the broker's own, trust it with {Settings.Tls.CaFile.To("FILE")}";

    public static Sentence ShowCertificate =>
        $"{Settings.Tls.Certificate.To("FILE")} and {Settings.Tls.Key.To("FILE")} show one";

    public static Sentence NoCipher =>
        $"its log should say which; {Settings.Tls.Certificate.To("FILE")} shows it a certificate";

    public static Sentence OlderTls => $"without {Settings.Tls.Version.Named}, 1.2 will do";

    public static Sentence CertificateOrClientId =>
        $"its policy may not allow this certificate or the client id ({Settings.Session.ClientId.Named}); its log "
        + $"should say more";

    public static Sentence CertificateMissing =>
        $"it may want a client certificate ({Settings.Tls.Certificate.Named}), not allow the client id "
        + $"({Settings.Session.ClientId.Named}), "
        + $"or accept no more clients; its log should say more";

    public static Sentence NameProtocol =>
        $"on port 443 it may need a protocol to be named: {Settings.Tls.Alpn.To("mqtt")} (AWS IoT: x-amzn-mqtt-ca)";

    public static Sentence KeyFile =>
        $"it must be PEM: -----BEGIN PRIVATE KEY-----; {Settings.Tls.Key.Named} names its file";

    public static Sentence PassphraseOfKey => $"give its passphrase with {Settings.Tls.KeyPasswordFile.To("FILE")}";

    public static Sentence PassphraseOfPem =>
        $"{Settings.Tls.Certificate.Named} and {Settings.Tls.Key.Named} take a key in PEM, whose passphrase can be any "
        + $"bytes";

    public static Sentence PemFiles =>
        $"is it one? PEM files are for {Settings.Tls.Certificate.Named} and {Settings.Tls.Key.Named}";

    /// <param name="taken">At which it was published; null where nothing was.</param>
    public static Sentence LowerQos(QualityOfService? taken)
    {
        Sentence anyLower = $"the broker does not support that QoS: a lower {RunSettings.Qos.Named} may do";
        Sentence nextLower = $"the broker does not support QoS {(int?)taken}: "
            + $"{RunSettings.Qos.To($"{(int?)taken - 1}")} publishes at a lower one";
        return taken is null ? anyLower : nextLower;
    }

    public static Sentence OwnClientIdEach(string clientId) =>
        $"another client may have connected with the same client id '{clientId}': give each its own with "
        + $"{Settings.Session.ClientId.Named}; "
        + $"or what this one does is not allowed";

    public static Sentence WithoutWebSocket(string scheme) =>
        $"{WebSocketPort} without {Settings.Network.WebSocket.Named} it is {scheme}";

    public static Sentence ClosedWebSocket(string scheme) =>
        $"{WebSocketPort} Without {Settings.Network.WebSocket.Named}, {scheme} is spoken";

    /// <param name="names">Those that the certificate is issued for.</param>
    public static Sentence AnotherName(IReadOnlyList<string> names) =>
        $"connect by {(names.Count == 1 ? "that name" : "one of those names")}, or ask for it with "
        + $"{Settings.Tls.ServerName.To(names[0])}; {AnyCertificate}";

    /// <param name="authority">Who is not trusted.</param>
    /// <param name="known">Who is, as the end of the sentence.</param>
    public static Sentence TrustAuthority(string authority, string known) =>
        $"give the certificate of {authority} with {Settings.Tls.CaFile.To("FILE")}{known}";

    public static Sentence TrustRoot(string authority) =>
        $"is {authority} a root? give it with {Settings.Tls.CaFile.To("FILE")}; if it is below another authority, the "
        + $"broker has to send it "
        + $"behind its own (mosquitto: in the file of certfile)";

    public static Sentence SameClientId(string clientId) =>
        $"another client may have the same client id '{clientId}' ({Settings.Session.ClientId.Named})";

    /// <param name="seconds">After how long connections are closed.</param>
    public static Sentence ShorterKeepAlive(double seconds) =>
        $"{Settings.Session.KeepAlive.To($"{seconds:0}")} may keep them open";

    /// <param name="every">How often a PINGREQ goes out.</param>
    /// <param name="seconds">After how long connections are closed.</param>
    public static Sentence PingFromTheStart(string every, double seconds) =>
        $"from now on a PINGREQ goes out every {every} s ({Settings.Session.KeepAlive.To($"{seconds:0}")} does so from "
        + $"the start)";
}
