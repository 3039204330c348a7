using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// A descriptor that may lead to a regular file, whose last line a full disk or a kill has cut short. Of anything else
/// there is nothing to say.
/// </summary>
/// <param name="descriptor">What it is written by.</param>
/// <param name="path">What it can be read by.</param>
sealed class OutputFile(int descriptor, string path)
{
    const int ReadOnly = 0;
    const int WriteOnly = 1;
    const int FromHere = 1;
    const int FromStart = 0;

    static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x100_0000 : 0x8_0000;
    static readonly int Append = OperatingSystem.IsMacOS() ? 0x8 : 0x400;

    /// <summary>What file descriptor 1 leads to.</summary>
    public static OutputFile OfStandardOutput => new(1, OperatingSystem.IsLinux() ? "/proc/self/fd/1" : "/dev/fd/1");

    /// <summary>It keeps what is written to it.</summary>
    public bool IsRegular { get; } = Libc.lseek(descriptor, 0, FromHere) >= 0;

    /// <summary>Opens a file so that every write goes to its end, wherever that is by then.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static int OpenToAppend(string path)
    {
        var descriptor = Libc.open(path, WriteOnly | Append | CloseOnExec);
        return descriptor >= 0
            ? descriptor
            : throw new IOException(new Win32Exception(Marshal.GetLastPInvokeError()).Message);
    }

    /// <summary>
    /// What is written next would go on with a line that has no end. False too where it cannot be read.
    /// </summary>
    public bool IsInMidLine()
    {
        var end = IsRegular ? Position() : 0;
        if (end <= 0)
        {
            return false;
        }

        // Not opened by .NET, which would find its own lock.
        using var file = new SafeFileHandle(Libc.open(path, ReadOnly | CloseOnExec), ownsHandle: true);
        Span<byte> last = stackalloc byte[1];
        return !file.IsInvalid && RandomAccess.Read(file, last, end - 1) == 1 && last[0] != '\n';
    }

    /// <summary>
    /// Takes back the bytes that were written last, unless something else has been written behind them.
    /// </summary>
    public void TakeBack(long count)
    {
        var position = Libc.lseek(descriptor, 0, FromHere);
        using var file = new SafeFileHandle(descriptor, ownsHandle: false);
        if (count == 0 || position < count || RandomAccess.GetLength(file) != position)
        {
            return;
        }

        try
        {
            RandomAccess.SetLength(file, position - count);
            // Another program that writes by the same descriptor after us must not leave a hole.
            _ = Libc.lseek(descriptor, position - count, FromStart);
        }
        catch (Exception e) when (FileUse.IsFailure(e) || e is ArgumentException)
        {
            // A device, or a file that may only grow: then the next start ends the line.
        }
    }

    long Position()
    {
        if ((DescriptorStatus.Of(descriptor) & Append) == 0)
        {
            return Libc.lseek(descriptor, 0, FromHere);
        }

        using var file = new SafeFileHandle(descriptor, ownsHandle: false);
        return RandomAccess.GetLength(file);
    }
}
