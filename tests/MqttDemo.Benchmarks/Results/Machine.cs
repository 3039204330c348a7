using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MqttDemo.Benchmarks.Results;

/// <summary>Where it was measured, and with which versions.</summary>
sealed record Machine(string Processor, int Cores, string System, string Runtime, string Mosquitto, string Commit)
{
    public static Machine Describe(string repository) => new(
        File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? "unknown",
        Environment.ProcessorCount,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        Say("mosquitto_pub", "--version").Replace(
            " running on libmosquitto", " on libmosquitto", StringComparison.Ordinal),
        Say("git", "-C", repository, "describe", "--always", "--dirty"));

    public override string ToString() =>
        $"{Processor}, {Cores} cores, {System}; {Runtime}; {Mosquitto}; commit {Commit}";

    static string Say(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said.Split('\n')[0].TrimEnd('.');
    }
}
