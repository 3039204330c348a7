using System.Runtime.InteropServices;

namespace MqttDemo.Benchmarks.Programs;

/// <summary>Starting, waiting for and ending processes as a C program does.</summary>
static unsafe partial class SystemCalls
{
    // More than glibc's posix_spawn_file_actions_t and struct rusage need.
    const int OpaqueSize = 512;

    /// <summary>Starts a program found on the PATH, with these descriptors as its stdin, stdout and stderr.</summary>
    public static int Spawn(
        string program, string[] args, string[] environment, SafeHandle input, SafeHandle output, SafeHandle error)
    {
        var actions = stackalloc byte[OpaqueSize];
        var argv = Allocate([program, .. args]);
        var variables = Allocate(environment);
        Check(FileActionsInit(actions));
        try
        {
            Check(FileActionsAddDup2(actions, (int)input.DangerousGetHandle(), 0));
            Check(FileActionsAddDup2(actions, (int)output.DangerousGetHandle(), 1));
            Check(FileActionsAddDup2(actions, (int)error.DangerousGetHandle(), 2));
            Check(Spawn(out var processId, program, actions, null, argv, variables));
            return processId;
        }
        finally
        {
            Check(FileActionsDestroy(actions));
            Free(argv);
            Free(variables);
        }
    }

    /// <summary>
    /// Waits for the end of a process; its exit code, or 128 and the signal that killed it, and its user and system
    /// time.
    /// </summary>
    public static (int ExitCode, TimeSpan ProcessorTime) Wait(int processId)
    {
        var usage = stackalloc long[OpaqueSize / sizeof(long)];
        int status;
        while (Wait4(processId, &status, 0, usage) < 0)
        {
            // Interrupted by a signal of the runtime: wait on.
        }

        // struct rusage begins with the user and the system time, in seconds and microseconds each.
        var processorTime = TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
        var signal = status & 0x7F;
        return (signal != 0 ? 128 + signal : (status >> 8) & 0xFF, processorTime);
    }

    static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException(
                $"a process could not be started: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    static byte** Allocate(string[] texts)
    {
        var pointers = (byte**)NativeMemory.Alloc((nuint)(texts.Length + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Length; i++)
        {
            pointers[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        pointers[texts.Length] = null;
        return pointers;
    }

    static void Free(byte** texts)
    {
        for (var text = texts; *text is not null; text++)
        {
            Marshal.FreeCoTaskMem((nint)(*text));
        }

        NativeMemory.Free(texts);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(
        out int processId, string file, byte* actions, byte* attributes, byte** argv, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int FileActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int FileActionsAddDup2(byte* actions, int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int FileActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "wait4")]
    private static partial int Wait4(int processId, int* status, int options, long* usage);
}
