using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MqttDemo.CommandLine.Streams;

/// <summary>What .NET does not offer on Windows: unchanged standard streams, and the console.</summary>
[SupportedOSPlatform("windows")]
static partial class Kernel32
{
    public const int StandardInput = -10;
    public const int StandardOutput = -11;
    public const int StandardError = -12;

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial nint GetStdHandle(int handle);

    [LibraryImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool WriteFile(
        nint file, ReadOnlySpan<byte> buffer, uint count, out uint written, nint overlapped);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetFileSizeEx(nint file, out long length);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool PeekNamedPipe(
        nint pipe, nint buffer, uint size, nint read, out uint available, nint left);

    [LibraryImport("kernel32", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool WriteConsoleW(
        nint console, ReadOnlySpan<char> text, uint count, out uint written, nint reserved);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetConsoleMode(nint console, out uint mode);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetConsoleMode(nint console, uint mode);

    /// <summary>Windows' own function: only it says what the other end of a pipe does.</summary>
    [LibraryImport("ntdll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int NtQueryInformationFile(
        nint file, out StatusBlock status, out PipeInformation information, uint length, int kind);

    [StructLayout(LayoutKind.Sequential)]
    public struct StatusBlock
    {
        public nint Status;
        public nint Information;
    }

    /// <summary>FILE_PIPE_LOCAL_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PipeInformation
    {
        public const int Kind = 24;

        public uint Type;
        public uint Configuration;
        public uint MaximumInstances;
        public uint CurrentInstances;
        public uint InboundQuota;
        public uint ReadDataAvailable;
        public uint OutboundQuota;
        public uint WriteQuotaAvailable;
        public uint State;
        public uint End;
    }
}
