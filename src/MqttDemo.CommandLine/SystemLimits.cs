using System.Security.Cryptography;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>What a program takes for granted and a narrow system does not give, in words.</summary>
static class SystemLimits
{
    /// <summary>
    /// In bytes. With less, a program may end before its first line, where nothing can catch it: the runtime reserves
    /// half of the limit for its heap, while the C library reserves 128 MB for a moment for each of the first threads.
    /// </summary>
    const ulong SmallestAddressSpace = 350_000 * 1024;

    /// <summary>RLIMIT_AS of Linux.</summary>
    const int AddressSpace = 9;

    const string RandomNumbers = "/dev/urandom";

    /// <exception cref="MqttDemoException">The address space is too small (exit code 7).</exception>
    public static void Check()
    {
        var limit = default(Libc.ResourceLimit);
        if (OperatingSystem.IsLinux()
            && Environment.Is64BitProcess
            && Libc.getrlimit(AddressSpace, ref limit) == 0
            && limit.Current < SmallestAddressSpace)
        {
            throw new MqttDemoException(
                FailureKind.InputOutput,
                $"the address space is limited to {limit.Current / 1024} KiB, and a run takes "
                + $"{SmallestAddressSpace / 1024}",
                "ulimit -v sets it");
        }
    }

    /// <summary>Null where the system is not the reason.</summary>
    public static MqttDemoException? Explain(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case OutOfMemoryException:
                    return new(
                        FailureKind.InputOutput, "the system gives no more memory, or no more threads",
                        "see ulimit -v, ulimit -u and the limits of the container", e);
                case CryptographicException when !OperatingSystem.IsWindows() && !File.Exists(RandomNumbers):
                    return new(
                        FailureKind.Unreachable, $"the system gives no random numbers: there is no {RandomNumbers}",
                        "a chroot or container needs it", e);
            }
        }

        return null;
    }
}
