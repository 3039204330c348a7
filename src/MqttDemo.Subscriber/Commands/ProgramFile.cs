using MqttDemo.Config;

namespace MqttDemo.Subscriber.Commands;

/// <summary>
/// Finds a program as a shell does: a name with a slash is a path, another is looked for in PATH. Not left to .NET,
/// which looks beside our own program and in the working directory first.
/// </summary>
static class ProgramFile
{
    /// <exception cref="MqttDemoException">It is not there, or cannot be run (exit code 7).</exception>
    public static string Find(string name, ProgramSearch search)
    {
        var isPath = search.IsPath(name);
        var isThere = false;
        foreach (var path in isPath ? [name] : search.Folders.Select(folder => Path.Combine(folder, name)))
        {
            isThere |= File.Exists(path);
            if (search.FileNames(path).FirstOrDefault(search.CanRun) is { } file)
            {
                return Path.GetFullPath(file);
            }
        }

        throw (isThere, isPath) switch
        {
            (true, _) => Unusable($"the command '{name}' cannot be run: {search.NotRunnable}", search.HowToRun),
            _ when Directory.Exists(name) && isPath =>
                Unusable($"the command '{name}' cannot be run: it is a folder", "name a program in it"),
            (_, true) =>
                Unusable($"the command '{name}' was not found: there is no file {Path.GetFullPath(name)}", null),
            _ when search.FileNames(name).Any(File.Exists) => Unusable(
                $"the command '{name}' is not in PATH",
                $"the file of that name in this folder is {search.InThisFolder(name)}"),
            _ => Unusable(
                $"the command '{name}' was not found",
                "it is looked up in PATH; what only a shell knows needs --shell"),
        };
    }

    static MqttDemoException Unusable(string message, string? hint) => new(FailureKind.InputOutput, message, hint);
}
