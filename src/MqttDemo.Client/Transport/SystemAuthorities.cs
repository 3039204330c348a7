using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// The certificates that the system trusts. On Linux .NET reads all of them, hundreds of files, before it judges its
/// first one, also where it is to trust others only: that takes longer than everything else of a short run. It looks
/// once where they are, as OpenSSL does: in two variables of the environment.
/// </summary>
static class SystemAuthorities
{
    const string Nowhere = "/dev/null/none";

    /// <summary>
    /// Lets .NET find none where none is asked for. To be called before the program has threads of its own: they may be
    /// reading the environment.
    /// </summary>
    public static void LeaveOutUnneeded(ConnectionSettings settings)
    {
        if (OperatingSystem.IsLinux()
            && settings.Brokers.Any(broker => broker.IsSecure)
            && !AreAskedFor(settings.Tls ?? new())
            && OpenSsl.IsAvailable)
        {
            LeaveOut();
        }
    }

    /// <summary>Where authorities are given, or any certificate will do, the system's do not count.</summary>
    public static bool AreAskedFor(TlsSettings settings) =>
        settings.TrustsSystem || (settings is { CaFile: null, CaPath: null, Insecure: false });

    [SupportedOSPlatform("linux")]
    static void LeaveOut()
    {
        var (folder, file) = (Variables.CertificateFolder, Variables.CertificateFile);
        var before = (Environment.GetEnvironmentVariable(folder), Environment.GetEnvironmentVariable(file));
        Set(folder, Nowhere);
        Set(file, Nowhere);
        try
        {
            using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
            _ = store.Certificates;
        }
        finally
        {
            // What is started later needs its own.
            Set(folder, before.Item1);
            Set(file, before.Item2);
        }
    }

    /// <summary>In the environment of the process, of which .NET has a copy.</summary>
    static void Set(string name, string? value)
    {
        if ((value is null ? Libc.unsetenv(name) : Libc.setenv(name, value, overwrite: 1)) != 0)
        {
            throw new InvalidOperationException($"the environment variable {name} cannot be set");
        }
    }
}
