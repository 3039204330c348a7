using System.Buffers;
using System.Runtime.InteropServices;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>
/// Gathers what is to be written and writes it in blocks, also in the middle of a large message. When <see cref="Flush"/> returns, the system has it.
/// </summary>
public sealed partial class StreamOutput(Stream stream, string name, bool isTerminal) : MessageOutput, IBufferWriter<byte>
{
    const int BlockSize = 64 * 1024;

    byte[] block = new byte[BlockSize];
    int written;

    public override bool IsTerminal => isTerminal;

    /// <summary>The end of a file, which may be a terminal too: /dev/tty, or /dev/stdout.</summary>
    /// <exception cref="MqttDemoException">It cannot be written (exit code 7).</exception>
    public static StreamOutput Append(string path)
    {
        try
        {
            // .NET writes at offsets of its own, so a second writer would write over the first; it is told that the file is in use. Devices have no offset.
            var share = path.StartsWith("/dev/", StringComparison.Ordinal) ? FileShare.ReadWrite : FileShare.None;
            var file = new FileStream(path, FileMode.Append, FileAccess.Write, share, bufferSize: 0);
            return new(file, $"the file '{path}'", !OperatingSystem.IsWindows() && isatty((int)file.SafeFileHandle.DangerousGetHandle()) == 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new MqttDemoException(ExitCode.InputOutput, $"the file '{path}' cannot be written: {FileFailure.WriteReason(path, e)}", cause: e);
        }
    }

    public override void Write(in ReceivedMessage message, IMessageFormat format) => format.Write(message, this);

    public void Advance(int count) => written += count;

    /// <inheritdoc/>
    /// <exception cref="OutputClosedException">The reader has gone away.</exception>
    /// <exception cref="MqttDemoException">It cannot be written (exit code 7).</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (block.Length - written < Math.Max(sizeHint, 1))
        {
            Flush();
            if (sizeHint > block.Length)
            {
                block = new byte[sizeHint];
            }
        }

        return block.AsMemory(written);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <exception cref="OutputClosedException">The reader has gone away.</exception>
    /// <exception cref="MqttDemoException">It cannot be written (exit code 7).</exception>
    public override void Flush()
    {
        try
        {
            stream.Write(block.AsSpan(0, written));
        }
        catch (Exception e) when (e is (IOException and not OutputClosedException) or UnauthorizedAccessException)
        {
            throw new MqttDemoException(ExitCode.InputOutput, $"{name} cannot be written: {e.Message}", cause: e);
        }

        written = 0;
        if (block.Length > BlockSize)
        {
            block = new byte[BlockSize];
        }
    }

    public override void Dispose() => stream.Dispose();

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int isatty(int descriptor);
}
