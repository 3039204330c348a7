namespace MqttDemo.Config;

/// <summary>All that may stand in config.json: what each key expects and where it goes. A test holds them against the records and the JSON schema.</summary>
static class ConfigKeys
{
    /// <summary>The keys at the top of the file and of a profile.</summary>
    public static readonly IReadOnlyDictionary<string, ConfigKey<SettingsLayer>> Settings = new Dictionary<string, ConfigKey<SettingsLayer>>
    {
        ["broker"] = new("a text: host, host:port or a URL", static (layer, ref json) => layer with { Broker = json.Text() }),
        ["port"] = new("a whole number from 1 to 65535", static (layer, ref json) => layer with { Port = json.Integer() }),
        ["topic"] = new("a text", static (layer, ref json) => layer with { Topic = json.Text() }),
        ["message"] = new("a text", static (layer, ref json) => layer with { Message = json.Text() }),
        ["username"] = new("a text", static (layer, ref json) => layer with { Username = json.Text() }),
        ["password"] = new("a text", static (layer, ref json) => layer with { Password = json.Text() }),
        ["passwordFile"] = new("a text: the path of a file", static (layer, ref json) => layer with { PasswordFile = json.Text() }),
        ["protocolVersion"] = new("a number: 5, 311 or 31", static (layer, ref json) => layer with { ProtocolVersion = json.Integer() }),
        ["clientId"] = new("a text", static (layer, ref json) => layer with { ClientId = json.Text() }),
        ["clientIdPrefix"] = new("a text", static (layer, ref json) => layer with { ClientIdPrefix = json.Text() }),
        ["keepAlive"] = new("a whole number of seconds from 0 to 65535", static (layer, ref json) => layer with { KeepAlive = json.Integer() }),
        ["keepSession"] = new("true or false", static (layer, ref json) => layer with { KeepSession = json.Flag() }),
        ["sessionExpiry"] = new("a whole number of seconds, -1 for ever", static (layer, ref json) => layer with { SessionExpiry = json.LongInteger() }),
        ["maxInflight"] = new("a whole number from 1 to 65535", static (layer, ref json) => layer with { MaxInflight = json.Integer() }),
        ["tls"] = new("true or false", static (layer, ref json) => layer with { Tls = json.Flag() }),
        ["caFile"] = new("a text: the path of a file", static (layer, ref json) => layer with { CaFile = json.Text() }),
        ["cert"] = new("a text: the path of a file", static (layer, ref json) => layer with { Cert = json.Text() }),
        ["key"] = new("a text: the path of a file", static (layer, ref json) => layer with { Key = json.Text() }),
        ["keyPasswordFile"] = new("a text: the path of a file", static (layer, ref json) => layer with { KeyPasswordFile = json.Text() }),
        ["insecure"] = new("true or false", static (layer, ref json) => layer with { Insecure = json.Flag() }),
        ["caPath"] = new("a text: the path of a folder", static (layer, ref json) => layer with { CaPath = json.Text() }),
        ["tlsUseOsCerts"] = new("true or false", static (layer, ref json) => layer with { TlsUseOsCerts = json.Flag() }),
        ["pfx"] = new("a text: the path of a file", static (layer, ref json) => layer with { Pfx = json.Text() }),
        ["tlsVersion"] = new("a text: tlsv1.2 or tlsv1.3", static (layer, ref json) => layer with { TlsVersion = json.Text() }),
        ["tlsAlpn"] = new("a text: names of protocols, separated by commas", static (layer, ref json) => layer with { TlsAlpn = json.Text() }),
        ["ciphers"] = new("a text: names of cipher suites, separated by colons", static (layer, ref json) => layer with { Ciphers = json.Text() }),
        ["serverName"] = new("a text: a host name", static (layer, ref json) => layer with { ServerName = json.Text() }),
        ["pin"] = new("a list of texts such as sha256/BASE64", static (layer, ref json) => layer with { Pin = json.Texts() }),
        ["tlsKeylog"] = new("a text: the path of a file", static (layer, ref json) => layer with { TlsKeylog = json.Text() }),
        ["ws"] = new("true or false", static (layer, ref json) => layer with { Ws = json.Flag() }),
        ["wsPath"] = new("a text: a path", static (layer, ref json) => layer with { WsPath = json.Text() }),
        ["wsHeader"] = new("a list of texts such as Name: value", static (layer, ref json) => layer with { WsHeader = json.Texts() }),
        ["proxy"] = new("a text: a URL with socks5h:// or http://", static (layer, ref json) => layer with { Proxy = json.Text() }),
        ["bindAddress"] = new("a text: a host name or an IP address", static (layer, ref json) => layer with { BindAddress = json.Text() }),
        ["srv"] = new("true or false", static (layer, ref json) => layer with { Srv = json.Flag() }),
        ["connectTimeout"] = new("a number of seconds", static (layer, ref json) => layer with { ConnectTimeout = json.Number() }),
        ["retry"] = new("true or false", static (layer, ref json) => layer with { Retry = json.Flag() }),
        ["will"] = new("an object: what the broker publishes when this client vanishes", static (layer, ref json) => layer with { Will = json.Will() }),
        ["authenticationMethod"] = new("a text: SCRAM-SHA-256", static (layer, ref json) => layer with { AuthenticationMethod = json.Text() }),
        ["followRedirect"] = new("true or false", static (layer, ref json) => layer with { FollowRedirect = json.Flag() }),
        ["profiles"] = new("an object with a group of settings for each profile's name", static (layer, ref json) => layer with { Profiles = json.Profiles() }),
        ["$schema"] = new("a text", static (layer, ref json) => layer with { Schema = json.Text() }),
    };

    /// <summary>The keys of a will.</summary>
    public static readonly IReadOnlyDictionary<string, ConfigKey<WillLayer>> Will = new Dictionary<string, ConfigKey<WillLayer>>
    {
        ["topic"] = new("a text", static (will, ref json) => will with { Topic = json.Text() }),
        ["payload"] = new("a text", static (will, ref json) => will with { Payload = json.Text() }),
        ["file"] = new("a text: the path of a file", static (will, ref json) => will with { File = json.Text() }),
        ["qos"] = new("0, 1 or 2", static (will, ref json) => will with { Qos = json.Integer() }),
        ["retain"] = new("true or false", static (will, ref json) => will with { Retain = json.Flag() }),
        ["delayInterval"] = new("a whole number of seconds", static (will, ref json) => will with { DelayInterval = json.UnsignedInteger() }),
    };
}
