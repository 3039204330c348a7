using MqttDemo.TestKit.Processes;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>
/// Counts with strace how many threads a program creates. That makes it slow: not while it is timed.
/// </summary>
static class CreatedThreads
{
    /// <summary>Null where strace is not installed.</summary>
    public static int? Count(Workspace workspace, string program, string[] args)
    {
        if (Executables.Find("strace") is not { } strace)
        {
            return null;
        }

        var calls = workspace.File("calls");
        var end = ChildProcess.Start(
            strace, ["-f", "-qq", "-e", "trace=clone,clone3", "-o", calls, program, .. args]).Wait();
        return end.ExitCode == 0
            ? File.ReadLines(calls).Count(line => line.Contains("CLONE_THREAD", StringComparison.Ordinal))
            : throw new InvalidOperationException($"{program} ended with {end.ExitCode} under strace");
    }
}
