using System.Text.Unicode;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>
/// .NET hands the arguments over as text, with U+FFFD in place of what is not UTF-8: a message would go out
/// changed. Where the system still has the bytes, that is reported.
/// </summary>
static class ArgumentEncoding
{
    const string Bytes = "/proc/self/cmdline";

    /// <exception cref="MqttDemoException">An argument is not UTF-8 (exit code 2).</exception>
    public static void Check(IReadOnlyList<string> args)
    {
        if (args.FirstOrDefault(arg => arg.Contains('\uFFFD', StringComparison.Ordinal)) is { } changed
            && OperatingSystem.IsLinux()
            && !Utf8.IsValid(File.ReadAllBytes(Bytes)))
        {
            throw Usage(
                $"the argument '{TerminalText.Shorten(changed)}' is not UTF-8, and cannot be used as it is",
                "-s and -f take a payload of any bytes");
        }
    }
}
