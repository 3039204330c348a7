namespace MqttDemo.Subscriber.Commands;

/// <summary>Where programs are looked for, and which files are programs: what a shell of the system does.</summary>
abstract class ProgramSearch
{
    /// <summary>That of the system we run on.</summary>
    /// <param name="variable">Looks up an environment variable.</param>
    public static ProgramSearch OfSystem(Func<string, string?> variable) => OperatingSystem.IsWindows()
        ? new Windows(variable("PATH"), variable("PATHEXT"))
        : new Unix(variable("PATH"));

    /// <summary>The folders of PATH. Never the working directory, unless PATH names it.</summary>
    public abstract IEnumerable<string> Folders { get; }

    /// <summary>Why a file that is there is no program, as the end of a sentence.</summary>
    public abstract string NotRunnable { get; }

    /// <summary>What to do then.</summary>
    public abstract string HowToRun { get; }

    /// <summary>It says in which folder it is.</summary>
    public abstract bool IsPath(string name);

    /// <summary>The files that are meant by a path, in the order in which they are tried.</summary>
    public abstract IEnumerable<string> FileNames(string path);

    /// <summary>It is there, and a program.</summary>
    public abstract bool CanRun(string file);

    /// <summary>How to name a file of the working directory.</summary>
    public abstract string InThisFolder(string name);

    /// <summary>POSIX: what may be executed.</summary>
    public sealed class Unix(string? searchPath) : ProgramSearch
    {
        const UnixFileMode Executable =
            UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

        public override IEnumerable<string> Folders =>
            (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);

        public override string NotRunnable => "it is not executable";

        public override string HowToRun => "chmod +x makes it so";

        public override bool IsPath(string name) => name.Contains('/', StringComparison.Ordinal);

        public override IEnumerable<string> FileNames(string path) => [path];

        public override bool CanRun(string file) =>
            File.Exists(file) && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Executable) != 0;

        public override string InThisFolder(string name) => $"./{name}";
    }

    /// <summary>Windows: what ends as a program does, which need not be said.</summary>
    public sealed class Windows(string? searchPath, string? extensions) : ProgramSearch
    {
        readonly string[] endings = (string.IsNullOrEmpty(extensions) ? ".COM;.EXE;.BAT;.CMD" : extensions)
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        /// <summary>What is relative there would be the working directory's after all.</summary>
        public override IEnumerable<string> Folders =>
            (searchPath ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(folder => folder.Trim('"'))
                .Where(Path.IsPathFullyQualified);

        public override string NotRunnable =>
            $"its name does not end as that of a program ({string.Join(' ', endings)})";

        public override string HowToRun => "name the program that runs it, and then the file";

        public override bool IsPath(string name) => name.AsSpan().IndexOfAny('/', '\\', ':') >= 0;

        public override IEnumerable<string> FileNames(string path) =>
            IsProgram(path) ? [path] : endings.Select(ending => path + ending);

        public override bool CanRun(string file) => IsProgram(file) && File.Exists(file);

        public override string InThisFolder(string name) => $".\\{name}";

        bool IsProgram(string path) =>
            endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }
}
