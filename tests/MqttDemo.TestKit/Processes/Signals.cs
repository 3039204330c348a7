using System.Runtime.InteropServices;

namespace MqttDemo.TestKit.Processes;

/// <summary>Sends signals to processes by their id.</summary>
static partial class Signals
{
    public static void Send(int processId, string name)
    {
        // As Linux numbers them on every processor.
        var number = name switch
        {
            "HUP" => 1,
            "INT" => 2,
            "KILL" => 9,
            "TERM" => 15,
            "CONT" => 18,
            "STOP" => 19,
            _ => throw new ArgumentException($"There is no signal {name} here.", nameof(name)),
        };
        Assert.Equal(0, kill(processId, number));
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int processId, int signal);
}
