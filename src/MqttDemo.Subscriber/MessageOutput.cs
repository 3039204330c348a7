using System.Buffers;
using MqttDemo.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.Subscriber;

/// <summary>Gathers what is to be written and writes it in blocks. When <see cref="Flush"/> returns, the system has it.</summary>
sealed class MessageOutput(Stream stream, string name) : IDisposable
{
    const int BlockSize = 64 * 1024;

    ArrayBufferWriter<byte> buffer = new(BlockSize);

    public IBufferWriter<byte> Buffer => buffer;

    public static MessageOutput Open(OutputSettings settings, Terminal terminal)
    {
        if (settings.File is not { } path)
        {
            return new(terminal.Out, "the output");
        }

        try
        {
            // .NET writes at offsets of its own, so a second writer would write over the first; it is told that the file is in use. Devices have no offset.
            var share = path.StartsWith("/dev/", StringComparison.Ordinal) ? FileShare.ReadWrite : FileShare.None;
            return new(new FileStream(path, FileMode.Append, FileAccess.Write, share, bufferSize: 0), $"the file '{path}'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new MqttDemoException(ExitCode.InputOutput, $"the file '{path}' cannot be written: {e.Message}", cause: e);
        }
    }

    /// <summary>Writes a full block; what is less waits for <see cref="Flush"/>.</summary>
    public void FlushIfFull()
    {
        if (buffer.WrittenCount >= BlockSize)
        {
            Flush();
        }
    }

    /// <exception cref="OutputClosedException">The reader has gone away.</exception>
    /// <exception cref="MqttDemoException">It cannot be written (exit code 7).</exception>
    public void Flush()
    {
        try
        {
            stream.Write(buffer.WrittenSpan);
        }
        catch (Exception e) when (e is (IOException and not OutputClosedException) or UnauthorizedAccessException)
        {
            throw new MqttDemoException(ExitCode.InputOutput, $"{name} cannot be written: {e.Message}", cause: e);
        }

        if (buffer.Capacity > 16 * BlockSize)
        {
            buffer = new(BlockSize);
        }

        buffer.ResetWrittenCount();
    }

    public void Dispose() => stream.Dispose();
}
