using System.Reflection;
using System.Runtime.InteropServices;

namespace MqttDemo.CommandLine.Output;

/// <summary>Which version this is. It comes from the tag in git: 0.1.0+COMMIT.</summary>
static class VersionText
{
    /// <summary>The version, without the commit.</summary>
    public static string Short => Parts[0];

    static string[] Parts => typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+', 2);

    /// <summary>What <c>--version</c> prints.</summary>
    /// <param name="isDetailed">With what a report of a fault needs: commit, runtime and system.</param>
    public static string Of(bool isDetailed) => isDetailed
        ? $"{Short}{End}commit {Parts.ElementAtOrDefault(1) ?? "unknown"}{End}{RuntimeInformation.FrameworkDescription}"
            + $", {RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.OSDescription}{End}"
        : $"{Short}{End}";

    static string End => Environment.NewLine;
}
