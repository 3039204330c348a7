using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MqttDemo.Config;

/// <summary>One spelling of a broker as a person types it: an address, and what a URL may carry along.</summary>
/// <param name="Address">Where the broker is.</param>
/// <param name="HasPort">The port was spelled out, not the scheme's default.</param>
/// <param name="Credentials">User and password of the URL, percent-decoded.</param>
/// <param name="Topic">The path of the URL, percent-decoded; for WebSockets the path belongs to the address instead.</param>
public sealed record BrokerReference(BrokerAddress Address, bool HasPort = false, Credentials? Credentials = null, string? Topic = null)
{
    const string Spellings = "HOST, HOST:PORT, [IPV6]:PORT, /path/of/a/socket, embedded, embedded:PORT or a URL such as mqtt://HOST/TOPIC";

    /// <summary>Reads one or several spellings, separated by commas (a comma inside a URL is written %2C).</summary>
    /// <param name="text">What the user typed.</param>
    /// <exception cref="MqttDemoException">A spelling makes no sense (exit code 2).</exception>
    public static IReadOnlyList<BrokerReference> ParseList(string text) =>
        [.. text.Split(',').Select(part => Parse(part.Trim()))];

    /// <summary>Reads one spelling.</summary>
    /// <param name="text">What the user typed.</param>
    /// <exception cref="MqttDemoException">It makes no sense (exit code 2).</exception>
    public static BrokerReference Parse(string text)
    {
        if (text.Length == 0)
        {
            throw Invalid(text, "it is empty");
        }

        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd >= 0)
        {
            return ParseUrl(text, text[..schemeEnd], text[(schemeEnd + 3)..]);
        }

        if (text[0] == '/')
        {
            return new(new BrokerAddress(BrokerScheme.Unix, text, 0));
        }

        if (text.Contains('@', StringComparison.Ordinal))
        {
            throw Invalid(text, "a user and a password go into a URL: mqtt://USER:PASSWORD@HOST");
        }

        var (host, port) = SplitHostAndPort(text, text);
        var embedded = host.Equals("embedded", StringComparison.OrdinalIgnoreCase);
        return new(new BrokerAddress(BrokerScheme.Tcp, embedded ? "localhost" : host, port ?? 1883, Embedded: embedded), port is not null);
    }

    /// <summary>The reference without its secrets.</summary>
    public override string ToString() => Address.ToString();

    static BrokerReference ParseUrl(string text, string schemeName, string rest)
    {
        var scheme = ParseScheme(text, schemeName);
        if (scheme == BrokerScheme.Unix)
        {
            return rest.StartsWith('/') && rest.Length > 1
                ? new(new BrokerAddress(scheme, Decode(text, rest), 0))
                : throw Invalid(text, "unix:// needs an absolute path, as in unix:///run/mosquitto.sock");
        }

        var pathStart = rest.IndexOf('/', StringComparison.Ordinal);
        var authority = pathStart < 0 ? rest : rest[..pathStart];
        var path = pathStart < 0 ? "" : rest[pathStart..];
        var userEnd = authority.LastIndexOf('@');
        var credentials = userEnd < 0 ? null : ParseCredentials(text, authority[..userEnd]);
        var (host, port) = SplitHostAndPort(text, authority[(userEnd + 1)..]);

        var isWebSocket = scheme is BrokerScheme.WebSocket or BrokerScheme.WebSocketSecure;
        var topic = isWebSocket || path.Length <= 1 ? null : Decode(text, path[1..]);
        var address = new BrokerAddress(
            scheme, host, port ?? BrokerAddress.DefaultPort(scheme), isWebSocket && path.Length > 0 ? path : null);
        return new(address, port is not null, credentials, topic);
    }

    static BrokerScheme ParseScheme(string text, string name) => name.ToLowerInvariant() switch
    {
        "mqtt" or "tcp" => BrokerScheme.Tcp,
        "mqtts" or "tls" or "ssl" => BrokerScheme.Tls,
        "ws" => BrokerScheme.WebSocket,
        "wss" => BrokerScheme.WebSocketSecure,
        "unix" => BrokerScheme.Unix,
        _ => throw Invalid(text, $"'{name}' is none of mqtt, tcp, mqtts, tls, ssl, ws, wss, unix"),
    };

    static Credentials ParseCredentials(string text, string userInfo)
    {
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new(Decode(text, userInfo), null)
            : new(Decode(text, userInfo[..colon]), Decode(text, userInfo[(colon + 1)..]));
    }

    static (string Host, int? Port) SplitHostAndPort(string text, string authority)
    {
        if (authority.StartsWith('['))
        {
            var close = authority.IndexOf(']', StringComparison.Ordinal);
            var after = close < 0 ? "" : authority[(close + 1)..];
            if (close < 0 || (after.Length > 0 && after[0] != ':') || !IsIPv6(authority[1..close]))
            {
                throw Invalid(text, "an IPv6 address is written [::1] or [::1]:1883");
            }

            return (authority[1..close], after.Length == 0 ? null : ParsePort(text, after[1..]));
        }

        var colons = authority.Count(c => c == ':');
        if (colons > 1)
        {
            // A bare IPv6 address: its colons are its own, there is no port to split off.
            return IsIPv6(authority) ? (authority, null) : throw Invalid(text, "more than one ':'");
        }

        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        var host = colon < 0 ? authority : authority[..colon];
        if (host.Length == 0)
        {
            throw Invalid(text, "the host is missing");
        }

        if (host.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '?' or '#' or '@' or '%' or '\\' or '/'))
        {
            throw Invalid(text, "a host name has no blanks and none of ? # @ % / \\");
        }

        return (host, colon < 0 ? null : ParsePort(text, authority[(colon + 1)..]));
    }

    static int ParsePort(string text, string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535
            ? number
            : throw Invalid(text, port.All(char.IsAsciiDigit) ? $"port {port} is not a number from 1 to 65535" : "what follows the ':' is not a port, a number from 1 to 65535");

    static bool IsIPv6(string text) => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    static string Decode(string text, string part)
    {
        for (var i = part.IndexOf('%', StringComparison.Ordinal); i >= 0; i = part.IndexOf('%', i + 1))
        {
            if (i + 2 >= part.Length || !char.IsAsciiHexDigit(part[i + 1]) || !char.IsAsciiHexDigit(part[i + 2]))
            {
                throw Invalid(text, "'%' must be followed by two hexadecimal digits (a percent sign itself is %25)");
            }
        }

        return Uri.UnescapeDataString(part);
    }

    static MqttDemoException Invalid(string text, string reason) =>
        new(ExitCode.Usage, $"'{WithoutPassword(text)}' is not a broker address: {reason}", $"a broker is written {Spellings}");

    /// <summary>
    /// The text as it may be shown. Whatever follows a ':' that is not plainly a port could be a password, also in a text that is cut off or
    /// misspelled.
    /// </summary>
    static string WithoutPassword(string text)
    {
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        var start = schemeEnd < 0 ? 0 : schemeEnd + 3;
        var colon = text.IndexOf(':', start);
        var isPlain = colon < 0 || (text.Count(c => c == ':') > 2 && !text.Contains('@', StringComparison.Ordinal)) || text.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0;
        return isPlain ? text : text[..(colon + 1)] + "...";
    }
}
