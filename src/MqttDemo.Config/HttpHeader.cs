namespace MqttDemo.Config;

/// <summary>One line of a request's head.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, which may be a secret.</param>
public sealed record HttpHeader(string Name, string Value)
{
    /// <summary>What RFC 9110, section 5.6.2, allows in a name besides letters and digits.</summary>
    const string Symbols = "!#$%&'*+-.^_`|~";

    /// <summary>Reads "Name: value".</summary>
    /// <param name="text">What the user typed.</param>
    /// <param name="setting">The setting that it is a value of.</param>
    /// <exception cref="MqttDemoException">It is invalid.</exception>
    public static HttpHeader Parse(string text, Setting setting)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? "" : text[..colon];
        if (name.Length == 0
            || !name.All(c => char.IsAsciiLetterOrDigit(c) || Symbols.Contains(c, StringComparison.Ordinal)))
        {
            // Not shown: it may be a secret that lacks its name.
            throw Usage(
                $"a header of {setting.Named} is written 'Name: value'",
                "with a name such as Authorization, and the colon right after it")
                    .About(setting);
        }

        var value = text[(colon + 1)..].Trim();
        if (value.Any(c => c is '\r' or '\n' or '\0'))
        {
            throw Usage($"the header {name} contains a line end or a NUL").About(setting);
        }

        return IsOurs(name)
            ? throw Usage($"the header {name} is part of the WebSocket handshake and cannot be given")
                .About(setting)
            : new(name, value);
    }

    /// <summary>The name only.</summary>
    public override string ToString() => Name;

    static bool IsOurs(string name) => name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Upgrade", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Connection", StringComparison.OrdinalIgnoreCase);
}
