using MqttDemo.Config;

namespace MqttDemo.Subscriber.Commands;

/// <summary>
/// Finds a program as a shell does: a name with a slash is a path, another is looked for in PATH. Not left to .NET,
/// which looks beside our own program and in the working directory first.
/// </summary>
static class ProgramFile
{
    const UnixFileMode Executable =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <exception cref="MqttDemoException">It is not there, or cannot be run (exit code 7).</exception>
    public static string Find(string name, string? searchPath)
    {
        if (OperatingSystem.IsWindows())
        {
            return name;
        }

        var isPath = name.Contains('/', StringComparison.Ordinal);
        var candidates = isPath
            ? [name]
            : (searchPath ?? "").Split(':').Where(folder => folder.Length > 0).Select(
                folder => Path.Combine(folder, name));
        var isThere = false;
        foreach (var path in candidates.Where(File.Exists))
        {
            isThere = true;
            if ((File.GetUnixFileMode(path) & Executable) != 0)
            {
                return Path.GetFullPath(path);
            }
        }

        throw (isThere, isPath) switch
        {
            (true, _) => Unusable($"the command '{name}' cannot be run: it is not executable", "chmod +x makes it so"),
            _ when Directory.Exists(name) && isPath =>
                Unusable($"the command '{name}' cannot be run: it is a folder", "name a program in it"),
            (_, true) =>
                Unusable($"the command '{name}' is not there: there is no file {Path.GetFullPath(name)}", null),
            _ when File.Exists(name) => Unusable(
                $"the command '{name}' is not there in PATH", $"the file of that name in this folder is ./{name}"),
            _ => Unusable(
                $"the command '{name}' is not there",
                "it is looked for in PATH; what only a shell knows needs --shell"),
        };
    }

    static MqttDemoException Unusable(string message, string? hint) => new(FailureKind.InputOutput, message, hint);
}
