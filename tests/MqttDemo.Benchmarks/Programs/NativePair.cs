using System.Diagnostics;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>Publisher and subscriber as native executables, as a user would publish them.</summary>
static class NativePair
{
    public static async Task<Tools> PublishAsync(string repository)
    {
        var folder = Path.Combine(repository, "artifacts", "native");
        foreach (var project in (string[])["MqttDemo.Publisher", "MqttDemo.Subscriber"])
        {
            using var dotnet = Process.Start(
                "dotnet",
                ["publish", "-c", "Release", "-v", "quiet", "-o", folder, Path.Combine(repository, "src", project)]);
            await dotnet.WaitForExitAsync();
            if (dotnet.ExitCode != 0)
            {
                throw new InvalidOperationException(
                    $"{project} could not be published as a native executable; what dotnet said stands above");
            }
        }

        return new("ours", Path.Combine(folder, "publisher"), Path.Combine(folder, "subscriber"));
    }
}
