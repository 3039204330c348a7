using System.Runtime.InteropServices;

namespace MqttDemo.Subscriber.Commands;

/// <summary>
/// What signals have to be for commands: ours, so that we see them end, and theirs, as a shell would give them.
/// </summary>
static partial class CommandSignals
{
    const int Pipe = 13;
    const int Child = 17;
    const int ChildOnMacOS = 20;
    const int Unblock = 1;
    const int UnblockOnMacOS = 2;
    const nint Default = 0;
    const nint Ignore = 1;

    /// <summary>Larger than any system's struct sigaction.</summary>
    const int ActionSize = 256;

    /// <summary>Larger than any system's sigset_t.</summary>
    const int SetSize = 128;

    static int ChildSignal => OperatingSystem.IsMacOS() ? ChildOnMacOS : Child;

    /// <summary>
    /// The process that started us may have SIGCHLD ignored or blocked, and a process inherits that: then .NET is never
    /// told that a command has ended. To be called before it looks at its signals.
    /// </summary>
    public static void SeeCommandsEnd()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // The handler stands first in every system's struct sigaction. Another one than these is .NET's own.
        Span<byte> action = stackalloc byte[ActionSize];
        action.Clear();
        if (sigaction(ChildSignal, 0, action) == 0 && MemoryMarshal.Read<nint>(action) == Ignore)
        {
            _ = signal(ChildSignal, Default);
        }

        Span<byte> set = stackalloc byte[SetSize];
        _ = sigemptyset(set);
        _ = sigaddset(set, ChildSignal);
        _ = pthread_sigmask(OperatingSystem.IsMacOS() ? UnblockOnMacOS : Unblock, set, 0);
    }

    /// <summary>
    /// .NET ignores SIGPIPE, and what is ignored is inherited: <c>yes | head</c> in a command would go on with an
    /// error. A signal that is handled has its default in a new program; so it gets a handler that does nothing. Any
    /// function of the C library will do that waits for nothing and changes nothing.
    /// </summary>
    public static void GiveCommandsPipeSignal()
    {
        if (!OperatingSystem.IsWindows()
            && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "getpid", out var handler))
        {
            _ = signal(Pipe, handler);
        }
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sigaction(int number, nint action, Span<byte> previous);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sigemptyset(Span<byte> set);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sigaddset(Span<byte> set, int number);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int pthread_sigmask(int how, ReadOnlySpan<byte> set, nint previous);
}
