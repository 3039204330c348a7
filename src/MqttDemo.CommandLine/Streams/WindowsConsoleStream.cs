using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using MqttDemo.Client;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// Stdout of Windows where it is a console. It is given characters: bytes it would take for its code page's, which is
/// seldom UTF-8.
/// </summary>
[SupportedOSPlatform("windows")]
sealed class WindowsConsoleStream : SequentialStream
{
    /// <summary>Older versions of Windows take 64 KB at once.</summary>
    const int MostAtOnce = 8 * 1024;

    readonly nint handle = Kernel32.GetStdHandle(Kernel32.StandardOutput);

    /// <summary>Keeps the beginning of a character until its end comes with the next write.</summary>
    readonly Decoder decoder = Encoding.UTF8.GetDecoder();

    readonly char[] text = new char[MostAtOnce];

    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="MqttDemoException">The output cannot be written (exit code 7).</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            decoder.Convert(buffer, text, flush: false, out var bytes, out var characters, out _);
            buffer = buffer[bytes..];
            Write(text.AsSpan(0, characters));
        }
    }

    void Write(ReadOnlySpan<char> characters)
    {
        while (characters.Length > 0)
        {
            if (!Kernel32.WriteConsoleW(handle, characters, (uint)characters.Length, out var count, 0))
            {
                throw new MqttDemoException(
                    FailureKind.InputOutput,
                    $"the output cannot be written: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
            }

            characters = characters[(int)count..];
        }
    }
}
