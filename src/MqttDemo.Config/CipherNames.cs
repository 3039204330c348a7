using System.Net.Security;

namespace MqttDemo.Config;

/// <summary>
/// Names of cipher suites: IANA's (TLS_...), which are also OpenSSL's for TLS 1.3, and OpenSSL's for TLS 1.2
/// (ECDHE-RSA-AES128-GCM-SHA256).
/// </summary>
static class CipherNames
{
    /// <summary>How OpenSSL's names begin, the longest first; without a key exchange it is RSA's.</summary>
    static readonly (string OpenSsl, string Iana)[] Exchanges =
        [
            ("ECDHE-ECDSA-", "TLS_ECDHE_ECDSA_WITH_"), ("ECDHE-RSA-", "TLS_ECDHE_RSA_WITH_"),
            ("DHE-RSA-", "TLS_DHE_RSA_WITH_"), ("", "TLS_RSA_WITH_")
        ];

    static readonly Dictionary<string, string> Ciphers = new()
    {
        ["AES128-GCM-SHA256"] = "AES_128_GCM_SHA256",
        ["AES256-GCM-SHA384"] = "AES_256_GCM_SHA384",
        ["CHACHA20-POLY1305"] = "CHACHA20_POLY1305_SHA256",
        ["AES128-CCM"] = "AES_128_CCM",
        ["AES256-CCM"] = "AES_256_CCM",
        ["AES128-CCM8"] = "AES_128_CCM_8",
        ["AES256-CCM8"] = "AES_256_CCM_8",
        ["AES128-SHA256"] = "AES_128_CBC_SHA256",
        ["AES256-SHA256"] = "AES_256_CBC_SHA256",
        ["AES256-SHA384"] = "AES_256_CBC_SHA384",
        ["AES128-SHA"] = "AES_128_CBC_SHA",
        ["AES256-SHA"] = "AES_256_CBC_SHA",
    };

    /// <summary>Reads names separated by colons or commas.</summary>
    /// <param name="text">What the user typed.</param>
    /// <param name="setting">The setting that it is the value of.</param>
    /// <exception cref="MqttDemoException">A name is unknown.</exception>
    public static IReadOnlyList<TlsCipherSuite> Parse(string text, Setting setting) =>
        [.. text.Split([':', ','], StringSplitOptions.TrimEntries).Select(name => One(name, setting))];

    static TlsCipherSuite One(string name, Setting setting) =>
        Enum.TryParse<TlsCipherSuite>(Iana(name), out var suite) && Enum.IsDefined(suite)
            ? suite
            : throw Usage(
                $"there is no cipher suite '{name}'",
                "name each as 'openssl ciphers -s' does, or as TLS_...; OpenSSL expressions such as HIGH or !aNULL are "
                + "not supported")
                    .About(setting);

    static string Iana(string name)
    {
        if (name.StartsWith("TLS_", StringComparison.Ordinal))
        {
            return name;
        }

        var (openSsl, iana) = Exchanges.First(exchange => name.StartsWith(exchange.OpenSsl, StringComparison.Ordinal));
        return Ciphers.TryGetValue(name[openSsl.Length..], out var cipher) ? iana + cipher : "";
    }
}
