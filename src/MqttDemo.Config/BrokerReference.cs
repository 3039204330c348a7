namespace MqttDemo.Config;

/// <summary>One spelling of a broker as a person types it: an address, and what a URL may carry along.</summary>
/// <param name="Address">Where the broker is.</param>
/// <param name="HasPort">The port was spelled out, not the scheme's default.</param>
/// <param name="Credentials">User and password of the URL, percent-decoded.</param>
/// <param name="Topic">The path of the URL, percent-decoded; for WebSockets the path belongs to the address
/// instead.</param>
public sealed record BrokerReference(
    BrokerAddress Address, bool HasPort = false, Credentials? Credentials = null, string? Topic = null)
{
    const string Spellings =
        "HOST, HOST:PORT, [IPV6]:PORT, /path/of/a/socket, embedded, embedded:PORT or a URL such as mqtt://HOST/TOPIC";

    /// <summary>Reads one or several spellings, separated by commas (a comma inside a URL is written %2C).</summary>
    /// <param name="text">What the user typed.</param>
    /// <exception cref="MqttDemoException">A spelling is invalid.</exception>
    public static IReadOnlyList<BrokerReference> ParseList(string text) =>
        [.. text.Split(',').Select(part => Parse(part.Trim()))];

    /// <summary>Reads one spelling.</summary>
    /// <param name="text">What the user typed.</param>
    /// <exception cref="MqttDemoException">It is invalid.</exception>
    public static BrokerReference Parse(string text)
    {
        if (text.Length == 0)
        {
            throw Invalid(text, "it is empty");
        }

        // Those of French may stand in a topic, and in no address.
        if (TypographicQuotes.AreIn(text) || text.Any(c => c is '\u00AB' or '\u00BB'))
        {
            throw Invalid(text, $"it {TypographicQuotes.Defect}");
        }

        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd >= 0)
        {
            return ParseUrl(text, text[..schemeEnd], text[(schemeEnd + 3)..]);
        }

        if (IsSocketPath(text))
        {
            return new(new BrokerAddress(BrokerScheme.Unix, text, 0));
        }

        if (text.Contains('@', StringComparison.Ordinal))
        {
            throw Invalid(text, "a user name and a password go into a URL: mqtt://USER:PASSWORD@HOST");
        }

        if (text.Contains('/', StringComparison.Ordinal))
        {
            throw Invalid(text, "what has a '/' is a URL: mqtt://HOST:PORT/TOPIC");
        }

        var (host, port) = Parts(text).HostAndPort(text);
        var embedded = host.Equals("embedded", StringComparison.OrdinalIgnoreCase);
        return new(
            new BrokerAddress(BrokerScheme.Tcp, embedded ? "localhost" : host, port ?? 1883, Embedded: embedded),
            port is not null);
    }

    /// <summary>An absolute path: on Windows also one that begins with a drive, which is no host and no port.</summary>
    internal static bool IsSocketPath(string text, bool isWindows) => text switch
    {
        ['/', ..] => true,
        ['\\', '\\', ..] => isWindows,
        [var drive, ':', '\\' or '/', ..] => isWindows && char.IsAsciiLetter(drive),
        _ => false,
    };

    /// <summary>The reference without its secrets.</summary>
    public override string ToString() => Address.ToString();

    static BrokerReference ParseUrl(string text, string schemeName, string rest)
    {
        var scheme = ParseScheme(text, schemeName);
        var parts = Parts(text);
        if (scheme == BrokerScheme.Unix)
        {
            var path = parts.Decode(rest);
            return path.Length > 1 && IsSocketPath(path)
                ? new(new BrokerAddress(scheme, path, 0))
                : throw Invalid(text, "unix:// needs an absolute path, as in unix:///run/mosquitto.sock");
        }

        var pathStart = rest.IndexOf('/', StringComparison.Ordinal);
        var authority = pathStart < 0 ? rest : rest[..pathStart];
        var target = pathStart < 0 ? "" : rest[pathStart..];
        var userEnd = authority.LastIndexOf('@');
        var credentials = userEnd < 0 ? null : parts.Credentials(authority[..userEnd]);
        var (host, port) = parts.HostAndPort(authority[(userEnd + 1)..]);

        var isWebSocket = scheme is BrokerScheme.WebSocket or BrokerScheme.WebSocketSecure;
        var topic = isWebSocket || target.Length <= 1 ? null : parts.Decode(target[1..]);
        var address = new BrokerAddress(
            scheme, host, port ?? BrokerAddress.DefaultPort(scheme),
            isWebSocket && target.Length > 0 ? WebSocketPath(text, target) : null);
        return new(address, port is not null, credentials, topic);
    }

    static bool IsSocketPath(string text) => IsSocketPath(text, OperatingSystem.IsWindows());

    static BrokerScheme ParseScheme(string text, string name) => name.ToLowerInvariant() switch
    {
        "mqtt" or "tcp" => BrokerScheme.Tcp,
        "mqtts" or "tls" or "ssl" => BrokerScheme.Tls,
        "ws" => BrokerScheme.WebSocket,
        "wss" => BrokerScheme.WebSocketSecure,
        "unix" => BrokerScheme.Unix,
        _ => throw Invalid(text, $"'{name}' is not one of mqtt, tcp, mqtts, tls, ssl, ws, wss, unix"),
    };

    static UrlParts Parts(string text) => new(reason => Invalid(text, reason));

    static string WebSocketPath(string text, string path) =>
        UrlParts.IsRequestTarget(path)
            ? path
            : throw Invalid(
                text, "in the path of a WebSocket, spaces, '#' and letters beyond ASCII are percent-encoded");

    static MqttDemoException Invalid(string text, string reason) =>
        Usage(
            $"'{UrlParts.WithoutPassword(text)}' is not a broker address: {reason}",
            $"a broker is written {Spellings}")
            .About(Settings.Broker.Address);
}
