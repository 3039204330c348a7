using System.Runtime.Versioning;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// A console of Windows moves its cursor by escape sequences only when it is asked to (Windows 10 and later). It is
/// left as it was.
/// </summary>
[SupportedOSPlatform("windows")]
static class WindowsConsole
{
    const uint ProcessedOutput = 1;
    const uint VirtualTerminal = 4;

    /// <summary>False where the stream is no console, or one that cannot.</summary>
    public static bool TakesSequences(int standardStream)
    {
        var console = Kernel32.GetStdHandle(standardStream);
        if (!Kernel32.GetConsoleMode(console, out var mode))
        {
            return false;
        }

        if ((mode & VirtualTerminal) != 0)
        {
            return true;
        }

        if (!Kernel32.SetConsoleMode(console, mode | ProcessedOutput | VirtualTerminal))
        {
            return false;
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kernel32.SetConsoleMode(console, mode);
        return true;
    }
}
