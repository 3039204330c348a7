using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MqttDemo.Client;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// Stdout of Windows as it is, where it is no console. To Console's own stream a reader that has gone away is success:
/// what it was written would be acknowledged, and lost.
/// </summary>
[SupportedOSPlatform("windows")]
sealed class WindowsOutputStream : SequentialStream, IWatchedOutput
{
    const int BrokenPipe = 109;
    const int PipeCloses = 232;
    const int PipeNotConnected = 233;
    const uint Closing = 4;

    /// <summary>Between two checks of the other end, for which Windows has no wait.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(0.25);

    readonly nint handle = Kernel32.GetStdHandle(Kernel32.StandardOutput);

    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="OutputClosedException">The reader has gone away.</exception>
    /// <exception cref="MqttDemoException">The output cannot be written (exit code 7).</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (!Kernel32.WriteFile(handle, buffer, (uint)buffer.Length, out var count, 0))
            {
                var error = Marshal.GetLastPInvokeError();
                throw error is BrokenPipe or PipeCloses or PipeNotConnected
                    ? new OutputClosedException()
                    : new MqttDemoException(
                        FailureKind.InputOutput, $"the output cannot be written: {new Win32Exception(error).Message}");
            }

            if (count == 0)
            {
                // Another program has made the pipe one that does not wait: it is full.
                Thread.Sleep(1);
            }

            buffer = buffer[(int)count..];
        }
    }

    public async Task WhenReaderLeaves()
    {
        while (!ReaderHasLeft())
        {
            await Task.Delay(Look);
        }
    }

    /// <summary>False too for what is no pipe.</summary>
    bool ReaderHasLeft() =>
        Kernel32.NtQueryInformationFile(
            handle, out _, out var pipe, (uint)Marshal.SizeOf<Kernel32.PipeInformation>(),
            Kernel32.PipeInformation.Kind) == 0
        && pipe.State == Closing;
}
