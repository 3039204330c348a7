using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;

namespace MqttDemo.Config;

/// <summary>
/// The parts of an address that a person has typed; what is wrong with one becomes the error of the caller.
/// </summary>
/// <param name="Invalid">Makes an error of a reason.</param>
sealed record UrlParts(Func<string, MqttDemoException> Invalid)
{
    const string SpellingOfIPv6 = "an IPv6 address is written [::1] or [::1]:1883";

    /// <summary>USER or USER:PASSWORD, percent-decoded. A password is bytes, as <see cref="ByteText"/>.</summary>
    public Credentials Credentials(string userInfo)
    {
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new(Decode(userInfo), null)
            : new(Decode(userInfo[..colon]), ByteText.Decode(DecodeBytes(userInfo[(colon + 1)..])));
    }

    public (string Host, int? Port) HostAndPort(string authority)
    {
        if (authority.StartsWith('['))
        {
            var close = authority.IndexOf(']', StringComparison.Ordinal);
            var after = close < 0 ? "" : authority[(close + 1)..];
            if (close < 0 || (after.Length > 0 && after[0] != ':'))
            {
                throw Invalid(SpellingOfIPv6);
            }

            return (IPv6(authority[1..close], SpellingOfIPv6), after.Length == 0 ? null : Port(after[1..]));
        }

        var colons = authority.Count(c => c == ':');
        if (colons > 1)
        {
            // A bare IPv6 address: its colons are its own, there is no port to split off.
            return (IPv6(authority, "more than one ':'"), null);
        }

        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        var host = colon < 0 ? authority : authority[..colon];
        if (host.Length == 0)
        {
            throw Invalid("the host is missing");
        }

        if (host.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '?' or '#' or '@' or '%' or '\\' or '/'))
        {
            throw Invalid("a host name contains no spaces and none of ? # @ % / \\");
        }

        // The resolver would read it as an IPv4 address that is written as a single number.
        return host.All(char.IsAsciiDigit)
            ? throw Invalid($"{host} alone is a port, and its host is missing: localhost:{host}")
            : (host, colon < 0 ? null : Port(authority[(colon + 1)..]));
    }

    public string Decode(string part)
    {
        var bytes = DecodeBytes(part);
        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw Invalid("what the '%' escapes stand for is not UTF-8");
    }

    byte[] DecodeBytes(string part)
    {
        var text = ByteText.Encode(part);
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes.Add(text[i]);
            }
            else if (i + 2 < text.Length
                && byte.TryParse(
                    text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                throw Invalid("'%' must be followed by two hexadecimal digits (a percent sign itself is %25)");
            }
        }

        return [.. bytes];
    }

    /// <summary>
    /// One of these URLs, separated by commas, has a password, by its looks: whether it makes sense is another
    /// question.
    /// </summary>
    public static bool HoldPassword(string urls) => urls.Split(',').Any(url =>
    {
        var schemeEnd = url.IndexOf("://", StringComparison.Ordinal);
        var authority = (schemeEnd < 0 ? url : url[(schemeEnd + 3)..]).Split('/')[0];
        return authority.LastIndexOf('@') is > 0 and var userEnd
            && authority[..userEnd].Contains(':', StringComparison.Ordinal);
    });

    /// <summary>
    /// The text as it may be shown. Whatever follows a ':' that is not plainly a port could be a password, also in a
    /// text that is cut off or misspelled.
    /// </summary>
    public static string WithoutPassword(string text)
    {
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        var start = schemeEnd < 0 ? 0 : schemeEnd + 3;
        var colon = text.IndexOf(':', start);
        var isPlain = colon < 0
            || (text.Count(c => c == ':') > 2 && !text.Contains('@', StringComparison.Ordinal))
            || text.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0;
        return isPlain ? text : text[..(colon + 1)] + "...";
    }

    /// <summary>Can be sent unchanged in the first line of a request: nothing in it ends that line.</summary>
    public static bool IsRequestTarget(string path) =>
        path.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !path.Contains('#', StringComparison.Ordinal);

    /// <summary>HOST:PORT, with brackets around an IPv6 address.</summary>
    public static string Join(string host, int port)
    {
        // A string: a second Sentence would rent a second buffer, and to return that, .NET first measures how fast it
        // can ask which processor it runs on, which takes a hundredth of a start.
        var number = port.ToString(CultureInfo.InvariantCulture);
        return host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{number}" : $"{host}:{number}";
    }

    int Port(string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= 65535
            ? number
            : throw Invalid(
                port.Length == 0 ? "nothing follows the ':', where its port belongs"
                : port.All(char.IsAsciiDigit) ? $"port {port} is not a number from 1 to 65535"
                : "what follows the ':' is not a port, a number from 1 to 65535");

    /// <summary>
    /// An address, with the interface that a link-local one belongs to behind a percent sign, which a URL writes %25
    /// (RFC 6874).
    /// </summary>
    string IPv6(string text, string otherwise)
    {
        var percent = text.IndexOf('%', StringComparison.Ordinal);
        var zone = percent < 0 ? null : text[(percent + 1)..];
        if (zone is ['2', '5', _, ..])
        {
            zone = Decode(zone[2..]);
        }

        var address = percent < 0 ? text : text[..percent];
        if (!IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            throw Invalid(otherwise);
        }

        return zone is null ? address
            : IPAddress.TryParse($"{address}%{zone}", out var zoned) && zoned.ScopeId != 0 ? $"{address}%{zone}"
            : throw Invalid($"this machine has no network interface '{zone}'");
    }
}
