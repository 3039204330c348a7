namespace MqttDemo.Config;

/// <summary>What a proxy speaks.</summary>
public enum ProxyKind
{
    /// <summary>SOCKS 5, and the proxy looks up the host name: socks5h://.</summary>
    Socks5,

    /// <summary>SOCKS 5, and the host name is looked up here: socks5://.</summary>
    Socks5LocalNames,

    /// <summary>HTTP with CONNECT: http://.</summary>
    Http,
}

/// <summary>A proxy that brokers are reached through.</summary>
/// <param name="Kind">What it speaks.</param>
/// <param name="Host">A host name or an IP address.</param>
/// <param name="Port">1 to 65,535.</param>
/// <param name="Credentials">User and password for the proxy, or null.</param>
public sealed record ProxyAddress(ProxyKind Kind, string Host, int Port, Credentials? Credentials = null)
{
    const string Spellings =
        "a proxy is written socks5h://[USER[:PASSWORD]@]HOST[:PORT] or http://[USER[:PASSWORD]@]HOST[:PORT]";

    /// <summary>Reads a URL; without a scheme it is a proxy for HTTP, as everywhere.</summary>
    /// <param name="text">The URL, percent-encoded.</param>
    /// <param name="source">Where it was given, for the error.</param>
    /// <param name="setting">The setting that it is the value of.</param>
    /// <exception cref="MqttDemoException">It is invalid.</exception>
    public static ProxyAddress Parse(string text, Sentence source, Setting setting)
    {
        MqttDemoException Invalid(string reason) =>
            Usage($"'{UrlParts.WithoutPassword(text)}' in {source} is not the address of a proxy: {reason}", Spellings)
                .About(setting);

        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        var (kind, defaultPort) = (schemeEnd < 0 ? "http" : text[..schemeEnd].ToLowerInvariant()) switch
        {
            "socks5h" => (ProxyKind.Socks5, 1080),
            "socks5" => (ProxyKind.Socks5LocalNames, 1080),
            "http" => (ProxyKind.Http, 8080),
            var other => throw Invalid($"'{other}' is not one of socks5h, socks5, http"),
        };
        var rest = (schemeEnd < 0 ? text : text[(schemeEnd + 3)..]).TrimEnd('/');
        var userEnd = rest.LastIndexOf('@');
        var parts = new UrlParts(Invalid);
        var credentials = userEnd < 0 ? null : parts.Credentials(rest[..userEnd]);
        var (host, port) = parts.HostAndPort(rest[(userEnd + 1)..]);
        return IsTooLong(kind, credentials)
            ? throw Invalid("a user name and a password for SOCKS have at most 255 bytes each (RFC 1929)")
            : new(kind, host, port ?? defaultPort, credentials);
    }

    /// <summary>The address without its secrets.</summary>
    public override string ToString() => UrlParts.Join(Host, Port);

    static bool IsTooLong(ProxyKind kind, Credentials? credentials) => kind != ProxyKind.Http && credentials is not null
        && (
            ByteText.Encode(credentials.Username ?? "").Length > 255
                || ByteText.Encode(credentials.Password ?? "").Length > 255);
}
