using System.Runtime.InteropServices;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// What .NET's cryptography is made with on Linux, and a bare system lacks. Where it cannot be loaded, the first use of
/// that cryptography ends the process on the spot (abort), which nothing can catch: so code that needs it asks first,
/// and what can do without it does.
/// </summary>
static partial class OpenSsl
{
    /// <summary>It can be loaded.</summary>
    public static bool IsAvailable => CryptoNative_OpenSslAvailable() != 0;

    /// <param name="what">Cannot be done without it.</param>
    /// <exception cref="MqttDemoException">It is not there.</exception>
    public static void Require(string what)
    {
        if (OperatingSystem.IsLinux() && !IsAvailable)
        {
            throw new MqttDemoException(
                FailureKind.Unreachable,
                $"{what} needs OpenSSL, and its library (libssl) cannot be loaded on this machine",
                "apt-get install libssl3 (Debian, Ubuntu), apk add libssl3 (Alpine), dnf install openssl-libs (Fedora, "
                + "Red Hat)");
        }
    }

    /// <summary>
    /// .NET's own look, of which it remembers the outcome: it knows which versions it takes, and whether it has been
    /// linked with one.
    /// </summary>
    [LibraryImport("libSystem.Security.Cryptography.Native.OpenSsl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CryptoNative_OpenSslAvailable();
}
