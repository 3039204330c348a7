using MqttDemo.Config;

namespace MqttDemo.Subscriber.Commands;

/// <summary>
/// Finds a program as a shell does: a name with a slash is a path, another is looked for in PATH. Not left to .NET, which looks beside our own program
/// and in the working directory first.
/// </summary>
static class ProgramFile
{
    /// <exception cref="MqttDemoException">It is not there, or cannot be run (exit code 7).</exception>
    public static string Find(string name, string? searchPath)
    {
        if (OperatingSystem.IsWindows())
        {
            return name;
        }

        var candidates = name.Contains('/', StringComparison.Ordinal)
            ? [name]
            : (searchPath ?? "").Split(':').Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name));
        var isThere = false;
        foreach (var path in candidates.Where(File.Exists))
        {
            isThere = true;
            if ((File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0)
            {
                return Path.GetFullPath(path);
            }
        }

        throw isThere
            ? new MqttDemoException(ExitCode.InputOutput, $"the command '{name}' cannot be run: it is not executable", "chmod +x makes it so")
            : new MqttDemoException(ExitCode.InputOutput, $"the command '{name}' is not there", "it is looked for in PATH; what only a shell knows needs --shell");
    }
}
