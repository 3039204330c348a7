namespace MqttDemo.Config;

/// <summary>
/// What texts look like, for the JSON schema and so for editors. The programs read them with parsers that say what is
/// wrong; a test holds that both refuse the same. (?i) at the beginning: its words in small and capital letters.
/// </summary>
static class SettingPatterns
{
    /// <summary>Not empty.</summary>
    public const string Something = @"^[\s\S]";

    /// <summary>A string as MQTT carries it.</summary>
    public const string WithoutNul = @"^[^\u0000]*$";

    /// <summary>A version of TLS.</summary>
    public const string TlsVersion = @"(?i)^(tlsv)?1\.[23]$";

    /// <summary>Names with commas between them.</summary>
    public const string Names = @"^\s*[^,\s][^,]*(,\s*[^,\s][^,]*)*$";

    /// <summary>A pin of a public key.</summary>
    public const string Pin = "^sha256/(/[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{43}=)$";

    /// <summary>The target of a request for a WebSocket.</summary>
    public const string RequestTarget = "^[!\"$-~]*$";

    /// <summary>The addresses of brokers, as far as their schemes go.</summary>
    public const string Brokers = $@"(?i)^\s*{Broker}(,\s*{Broker})*$";

    /// <summary>A proxy, as far as its scheme goes; empty is none.</summary>
    public const string Proxy = @"(?i)^((socks5h|socks5|http)://[\s\S]+|(?![\s\S]*://)[\s\S]*)$";

    /// <summary>A header of a request, but none that the handshake has.</summary>
    public const string Header =
        @"(?i)^(?!sec-websocket-|upgrade:|connection:)[a-zA-Z0-9!#$%&'*+.^_`|~-]+:[^\r\n\u0000]*$";

    const string Broker = @"((mqtt|tcp|mqtts|tls|ssl|ws|wss|unix)://[^,]+|/[^,]*|(?![^,]*://)[^,@/\s][^,@]*)";
}
