namespace MqttDemo.Config;

/// <summary>The environment variables that are no setting's own.</summary>
public static class Variables
{
    /// <summary>Where .NET and every browser write the secrets of TLS.</summary>
    public const string KeyLog = "SSLKEYLOGFILE";

    /// <summary>Where OpenSSL finds the certificates of the system: a list of folders.</summary>
    public const string CertificateFolder = "SSL_CERT_DIR";

    /// <summary>The same in one file.</summary>
    public const string CertificateFile = "SSL_CERT_FILE";

    /// <summary>The proxy for everything.</summary>
    public const string AllProxy = "ALL_PROXY";

    internal const string Home = "HOME";

    /// <summary>Windows: where programs keep what a user has configured.</summary>
    internal const string ApplicationData = "APPDATA";

    /// <summary>
    /// Where the user's configuration is, if not in a folder of the home (XDG Base Directory Specification).
    /// </summary>
    internal const string ConfigHome = "XDG_CONFIG_HOME";

    /// <summary>The proxy for everything: in small letters first, as curl reads it.</summary>
    internal static IReadOnlyList<string> Proxy { get; } = ["all_proxy", AllProxy];

    /// <summary>The hosts that it is not for.</summary>
    internal static IReadOnlyList<string> NoProxy { get; } = ["no_proxy", "NO_PROXY"];
}
