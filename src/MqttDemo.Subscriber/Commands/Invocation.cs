using System.Diagnostics;

namespace MqttDemo.Subscriber.Commands;

/// <summary>A program and what it is given.</summary>
/// <param name="Program">The path of the program.</param>
/// <param name="Arguments">Its arguments.</param>
sealed record Invocation(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The arguments in one text, for a program that splits them in its own way.</summary>
    public string? Verbatim { get; private init; }

    /// <summary>For a shell of POSIX.</summary>
    public static Invocation OfShell(string command) => new("/bin/sh", ["-c", command]);

    /// <summary>
    /// For the command processor of Windows, which knows no escapes in quotes: with /s it takes off the outer ones and
    /// nothing else. /d: what the registry has for interactive use is not run.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="program">What ComSpec says.</param>
    public static Invocation OfWindowsShell(string command, string? program) =>
        new(string.IsNullOrEmpty(program) ? "cmd.exe" : program, []) { Verbatim = $"/d /s /c \"{command}\"" };

    public ProcessStartInfo StartInfo() =>
        Verbatim is null ? new(Program, Arguments) : new(Program, Verbatim);
}
