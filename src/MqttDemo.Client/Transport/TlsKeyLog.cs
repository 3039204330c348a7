using System.Runtime.Versioning;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// The file that Wireshark decrypts with. .NET writes it to the file of the environment variable that browsers use, if
/// a switch allows it, and looks at both once, at its first handshake.
/// </summary>
sealed class TlsKeyLog : IDisposable
{
    readonly string? before = Environment.GetEnvironmentVariable(Variables.KeyLog);

    /// <exception cref="MqttDemoException">It cannot be written, or not on this system.</exception>
    public static TlsKeyLog Open(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw Usage(
                $"{Settings.Tls.KeyLog.Named} works on Linux only: .NET has no such log for the TLS of this system");
        }

        // .NET says nothing if it cannot.
        FileUse.Write($"the key log {path}", path, Prepare, Settings.Tls.KeyLog);
        var log = new TlsKeyLog();
        AppContext.SetSwitch("System.Net.EnableSslKeyLogging", true);
        Environment.SetEnvironmentVariable(Variables.KeyLog, path);
        return log;
    }

    /// <summary>Anyone with these secrets can read everything.</summary>
    [SupportedOSPlatform("linux")]
    static bool Prepare(string path)
    {
        using var file = File.Open(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        EndLine(file);
        return true;
    }

    /// <summary>A program that was killed may have left the last line without its end.</summary>
    static void EndLine(FileStream file)
    {
        if (!file.CanSeek || file.Length == 0)
        {
            return;
        }

        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n')
        {
            file.WriteByte((byte)'\n');
        }
    }

    /// <summary>A program that is started later must not write there too.</summary>
    public void Dispose() => Environment.SetEnvironmentVariable(Variables.KeyLog, before);
}
