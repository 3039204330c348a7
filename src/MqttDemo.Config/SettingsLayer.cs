namespace MqttDemo.Config;

/// <summary>
/// The settings as one source gives them: the flags, the environment, a profile or config.json. Null means: not given here.
/// Also the shape of config.json.
/// </summary>
/// <param name="Broker">One or more broker addresses, separated by commas.</param>
/// <param name="Port">The port, in the place of any that the address names; 1 to 65,535.</param>
/// <param name="Topic">The topic to publish to or to subscribe to.</param>
/// <param name="Message">What the publisher sends when it is given no source.</param>
/// <param name="Username">The user name.</param>
/// <param name="Password">The password. Better in a file of its own: passwordFile.</param>
/// <param name="PasswordFile">A file whose first line is the password.</param>
/// <param name="ProtocolVersion">5, 311 or 31; 5 with a fall-back to 311 when absent.</param>
/// <param name="ClientId">The client identifier.</param>
/// <param name="ClientIdPrefix">What a generated client identifier begins with.</param>
/// <param name="KeepAlive">Seconds, 0 (never) to 65,535.</param>
/// <param name="KeepSession">Ask the broker to keep the session.</param>
/// <param name="SessionExpiry">Seconds that the broker keeps the session (MQTT 5); -1 is for ever.</param>
/// <param name="MaxInflight">How many messages may be unacknowledged at once, 1 to 65,535.</param>
/// <param name="Tls">Connect over TLS.</param>
/// <param name="CaFile">A PEM file with the certificate authorities to trust.</param>
/// <param name="Cert">A PEM file with our own certificate.</param>
/// <param name="Key">A PEM file with the private key of our certificate.</param>
/// <param name="KeyPasswordFile">A file whose first line is the passphrase of the key.</param>
/// <param name="Insecure">Accept any certificate.</param>
/// <param name="CaPath">A folder with PEM files like caFile.</param>
/// <param name="TlsUseOsCerts">Trust the authorities of the system besides those of caFile and caPath.</param>
/// <param name="Pfx">A PKCS #12 file with our own certificate and its key.</param>
/// <param name="TlsVersion">The oldest version of TLS to take: tlsv1.2 or tlsv1.3.</param>
/// <param name="TlsAlpn">The protocols to offer with ALPN, separated by commas.</param>
/// <param name="Ciphers">The only cipher suites to offer, separated by colons or commas.</param>
/// <param name="ServerName">The name to ask for, and to look for in the certificate, in the place of the host.</param>
/// <param name="Pin">SHA-256 of the public keys of which the broker's must be one.</param>
/// <param name="TlsKeylog">A file to append the secrets of the connections to.</param>
/// <param name="Ws">Connect over WebSocket.</param>
/// <param name="WsPath">The path of the WebSocket.</param>
/// <param name="WsHeader">Headers of the request for the WebSocket, each "Name: value".</param>
/// <param name="Proxy">The URL of a proxy; empty for none.</param>
/// <param name="BindAddress">The address of this machine to connect from.</param>
/// <param name="Srv">The host is a domain whose SRV records name the brokers.</param>
/// <param name="ConnectTimeout">Seconds one connection attempt may take.</param>
/// <param name="Retry">Keep trying when the first connection fails.</param>
/// <param name="Will">What the broker publishes when we vanish.</param>
/// <param name="AuthenticationMethod">The method of enhanced authentication: SCRAM-SHA-256.</param>
/// <param name="Cluster">The brokers share their sessions.</param>
/// <param name="ReconnectDelay">Seconds between two attempts to connect, at most.</param>
/// <param name="FollowRedirect">Go where a broker sends us.</param>
/// <param name="Run">The settings of a run, each with a key of its own in config.json.</param>
/// <param name="Profiles">Named layers to choose from with --profile; only at the top of the file.</param>
/// <param name="Schema">The JSON schema of the file, for editors.</param>
public sealed record SettingsLayer(
    string? Broker = null,
    int? Port = null,
    string? Topic = null,
    string? Message = null,
    string? Username = null,
    string? Password = null,
    string? PasswordFile = null,
    int? ProtocolVersion = null,
    string? ClientId = null,
    string? ClientIdPrefix = null,
    int? KeepAlive = null,
    bool? KeepSession = null,
    long? SessionExpiry = null,
    int? MaxInflight = null,
    bool? Tls = null,
    string? CaFile = null,
    string? Cert = null,
    string? Key = null,
    string? KeyPasswordFile = null,
    bool? Insecure = null,
    string? CaPath = null,
    bool? TlsUseOsCerts = null,
    string? Pfx = null,
    string? TlsVersion = null,
    string? TlsAlpn = null,
    string? Ciphers = null,
    string? ServerName = null,
    IReadOnlyList<string>? Pin = null,
    string? TlsKeylog = null,
    bool? Ws = null,
    string? WsPath = null,
    IReadOnlyList<string>? WsHeader = null,
    string? Proxy = null,
    string? BindAddress = null,
    bool? Srv = null,
    double? ConnectTimeout = null,
    bool? Retry = null,
    WillLayer? Will = null,
    string? AuthenticationMethod = null,
    bool? Cluster = null,
    double? ReconnectDelay = null,
    bool? FollowRedirect = null,
    RunValues? Run = null,
    IReadOnlyDictionary<string, SettingsLayer>? Profiles = null,
    string? Schema = null)
{
    /// <summary>Those settings, by their keys in config.json, that hold a secret: a password, or a header that stands for one.</summary>
    public IEnumerable<string> FindSecrets()
    {
        (string Key, bool IsSecret)[] settings =
        [
            ("password", Password is not null),
            ("broker", Broker is not null && UrlParts.HoldPassword(Broker)),
            ("proxy", Proxy is not null && UrlParts.HoldPassword(Proxy)),
            ("wsHeader", WsHeader?.Any(header => header.StartsWith("Authorization", StringComparison.OrdinalIgnoreCase)) ?? false),
        ];
        return settings.Where(setting => setting.IsSecret).Select(setting => setting.Key);
    }

    bool ImpliesTls => Insecure == true || TlsUseOsCerts == true || Pin is { Count: > 0 }
        || (CaFile ?? CaPath ?? Cert ?? Key ?? Pfx ?? TlsVersion ?? TlsAlpn ?? Ciphers ?? ServerName ?? TlsKeylog) is not null;

    /// <summary>
    /// One layer of many, the first being the one that wins. A layer that names a broker gives its login for that broker: where another is chosen,
    /// nobody else is told its password. The same with a user and the password beside it.
    /// </summary>
    /// <param name="layers">From the one that wins to the one that is asked last.</param>
    /// <exception cref="MqttDemoException">The broker that is chosen is not an address (exit code 2).</exception>
    public static SettingsLayer Merge(params IEnumerable<SettingsLayer> layers) => MergeStepwise(layers).Last();

    /// <summary>What is given by the first layer, by the first two, and so on.</summary>
    internal static IEnumerable<SettingsLayer> MergeStepwise(IEnumerable<SettingsLayer> layers)
    {
        var merged = new SettingsLayer();
        foreach (var layer in layers)
        {
            var isForAnotherBroker = merged.Broker is not null && layer.Broker is not null;
            var isForAnotherUser = merged.Username is not null && layer.Username is not null;
            var own = isForAnotherBroker || isForAnotherUser
                ? layer with { Broker = isForAnotherBroker ? null : layer.Broker, Username = null, Password = null, PasswordFile = null }
                : layer;
            merged = merged.Over(own.WithUrlParts());
            yield return merged;
        }
    }

    /// <summary>This layer on top of another: what is given here wins.</summary>
    SettingsLayer Over(SettingsLayer lower) => lower with
    {
        Broker = Broker ?? lower.Broker,
        // A port belongs to the broker it was given with: a broker named here must not get the port of another source.
        Port = Port ?? (Broker is null ? lower.Port : null),
        Topic = Topic ?? lower.Topic,
        Message = Message ?? lower.Message,
        Username = Username ?? lower.Username,
        Password = Password ?? (PasswordFile is null ? lower.Password : null),
        PasswordFile = PasswordFile ?? (Password is null ? lower.PasswordFile : null),
        ProtocolVersion = ProtocolVersion ?? lower.ProtocolVersion,
        ClientId = ClientId ?? (ClientIdPrefix is null ? lower.ClientId : null),
        ClientIdPrefix = ClientIdPrefix ?? (ClientId is null ? lower.ClientIdPrefix : null),
        KeepAlive = KeepAlive ?? lower.KeepAlive,
        KeepSession = KeepSession ?? lower.KeepSession,
        SessionExpiry = SessionExpiry ?? lower.SessionExpiry,
        MaxInflight = MaxInflight ?? lower.MaxInflight,
        // Who says here how to encrypt says to encrypt, whatever a lower layer says.
        Tls = Tls ?? (ImpliesTls ? true : lower.Tls),
        CaFile = CaFile ?? lower.CaFile,
        // A certificate comes with its key in one file or in two, not in both ways.
        Cert = Cert ?? (Pfx is null ? lower.Cert : null),
        Key = Key ?? (Pfx is null ? lower.Key : null),
        KeyPasswordFile = KeyPasswordFile ?? lower.KeyPasswordFile,
        Insecure = Insecure ?? lower.Insecure,
        CaPath = CaPath ?? lower.CaPath,
        TlsUseOsCerts = TlsUseOsCerts ?? lower.TlsUseOsCerts,
        Pfx = Pfx ?? ((Cert ?? Key) is null ? lower.Pfx : null),
        TlsVersion = TlsVersion ?? lower.TlsVersion,
        TlsAlpn = TlsAlpn ?? lower.TlsAlpn,
        Ciphers = Ciphers ?? lower.Ciphers,
        ServerName = ServerName ?? lower.ServerName,
        Pin = Pin ?? lower.Pin,
        TlsKeylog = TlsKeylog ?? lower.TlsKeylog,
        // As the port, the way to a WebSocket belongs to its broker, and its headers may hold a token.
        Ws = Ws ?? (Broker is null ? lower.Ws : null),
        WsPath = WsPath ?? (Broker is null ? lower.WsPath : null),
        WsHeader = WsHeader ?? (Broker is null ? lower.WsHeader : null),
        Proxy = Proxy ?? lower.Proxy,
        BindAddress = BindAddress ?? lower.BindAddress,
        Srv = Srv ?? (Broker is null ? lower.Srv : null),
        ConnectTimeout = ConnectTimeout ?? lower.ConnectTimeout,
        Retry = Retry ?? lower.Retry,
        Will = Will is null ? lower.Will : Will.Over(lower.Will),
        AuthenticationMethod = AuthenticationMethod ?? lower.AuthenticationMethod,
        Cluster = Cluster ?? lower.Cluster,
        ReconnectDelay = ReconnectDelay ?? lower.ReconnectDelay,
        FollowRedirect = FollowRedirect ?? lower.FollowRedirect,
        Run = lower.Run is null ? Run : Run?.Over(lower.Run) ?? lower.Run,
        Profiles = Profiles ?? lower.Profiles,
    };

    /// <summary>The layer with what the URL of its broker carries along (user, password, topic) in its proper place.</summary>
    SettingsLayer WithUrlParts()
    {
        if (Broker is null)
        {
            return this;
        }

        var references = BrokerReference.ParseList(Broker);
        var credentials = references.FirstOrDefault(r => r.Credentials is not null)?.Credentials;
        return this with
        {
            Topic = Topic ?? references.FirstOrDefault(r => r.Topic is not null)?.Topic,
            Username = Username ?? credentials?.Username,
            Password = Password ?? (PasswordFile is null ? credentials?.Password : null),
        };
    }

    /// <summary>Where the layer points, without its secrets.</summary>
    public override string ToString() => $"{nameof(SettingsLayer)} {{ {nameof(Topic)} = {Topic} }}";
}
