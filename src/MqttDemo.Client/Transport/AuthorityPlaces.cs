using System.Runtime.InteropServices;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// Where this machine keeps the certificates of the authorities that it trusts. OpenSSL looks at one place, which is
/// that of the system it was built for: the one in the static programs was built for Debian.
/// </summary>
static partial class AuthorityPlaces
{
    const string OpenSslLibrary = "libSystem.Security.Cryptography.Native.OpenSsl";

    static readonly string[] Places =
    [
        // Debian, Ubuntu, Arch, Alpine
        "/etc/ssl/certs/ca-certificates.crt",
        // Fedora, Red Hat
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        // openSUSE
        "/etc/ssl/ca-bundle.pem",
        // Alpine without ca-certificates
        "/etc/ssl/cert.pem",
    ];

    /// <summary>
    /// Points OpenSSL to the first that exists, where its own place does not and no variable names another.
    /// </summary>
    public static void Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // As .NET begins its own use of it; before that there is no function of it to call.
        _ = CryptoNative_EnsureOpenSslInitialized();
        var file = Marshal.PtrToStringUTF8(CryptoNative_GetX509RootStoreFile(out var isOwnFile));
        var folder = Marshal.PtrToStringUTF8(CryptoNative_GetX509RootStorePath(out var isOwnFolder));
        if (isOwnFile == 0 || isOwnFolder == 0 || File.Exists(file) || Directory.Exists(folder))
        {
            return;
        }

        foreach (var place in Places)
        {
            if (File.Exists(place))
            {
                // .NET keeps a copy of the environment, which OpenSSL does not see.
                _ = Libc.setenv(Variables.CertificateFile, place, overwrite: 0);
                return;
            }
        }
    }

    [LibraryImport(OpenSslLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CryptoNative_EnsureOpenSslInitialized();

    [LibraryImport(OpenSslLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint CryptoNative_GetX509RootStoreFile(out byte isOwn);

    [LibraryImport(OpenSslLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint CryptoNative_GetX509RootStorePath(out byte isOwn);
}
