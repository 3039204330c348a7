using System.Buffers;
using System.Runtime.InteropServices;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Output;

/// <summary>
/// Gathers what is to be written and writes it in blocks, also in the middle of a large message. When
/// <see cref="Flush"/> returns, the system has it. When it cannot be written, a regular file ends with its last whole
/// message.
/// </summary>
public sealed class StreamOutput : MessageOutput, IBufferWriter<byte>
{
    const int BlockSize = 64 * 1024;

    // A write beyond the limit of ulimit -f.
    const PosixSignal FileSizeExceeded = (PosixSignal)25;

    readonly Stream stream;
    readonly string name;
    readonly OutputFile? file;
    readonly KeptMessages? kept;
    readonly IDisposable? fileLock;

    byte[] block = new byte[BlockSize];
    int written;
    bool hasBegun;
    PosixSignalRegistration? sizeLimit;

    StreamOutput(
        Stream stream, string name, bool isTerminal, bool writesLines, OutputFile? file, IDisposable? fileLock = null)
    {
        (this.stream, this.name, this.fileLock, IsTerminal, WritesLines) =
            (stream, name, fileLock, isTerminal, writesLines);
        if (file is { IsRegular: true } && stream is DescriptorStream descriptor)
        {
            this.file = file;
            kept = new KeptMessages(file, descriptor);
        }
    }

    public override bool IsTerminal { get; }

    public override int Kept => kept?.Count ?? 0;

    bool WritesLines { get; }

    /// <summary>Stdout.</summary>
    /// <param name="terminal">Where it leads to.</param>
    /// <param name="writesLines">What is written is lines: an open one from before is ended first.</param>
    public static StreamOutput To(Terminal terminal, bool writesLines) =>
        new(
            terminal.Out, "the output", terminal.OutIsTerminal, writesLines,
            terminal.Out is DescriptorStream ? OutputFile.OfStandardOutput : null);

    /// <summary>The end of a file, which may be a terminal too: /dev/tty, or /dev/stdout.</summary>
    /// <param name="path">The file.</param>
    /// <param name="writesLines">What is written is lines: an open one from before is ended first.</param>
    /// <exception cref="MqttDemoException">It cannot be written (exit code 7).</exception>
    public static StreamOutput Append(string path, bool writesLines) =>
        FileUse.Write($"the file '{path}'", path, file => OperatingSystem.IsWindows()
        ? new(
            new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0),
            $"the file '{file}'", false, writesLines, null)
        : AppendByDescriptor(file, writesLines));

    public override void Write(in ReceivedMessage message, IMessageFormat format)
    {
        format.Write(message, this);
        kept?.Add(written);
    }

    public void Advance(int count) => written += count;

    /// <inheritdoc/>
    /// <exception cref="OutputClosedException">The reader has gone away.</exception>
    /// <exception cref="MqttDemoException">It cannot be written (exit code 7).</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (!hasBegun)
        {
            Begin();
        }

        if (block.Length - written < Math.Max(sizeHint, 1))
        {
            WriteBlock();
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
        WriteBlock();
        kept?.OnFlushed();
    }

    public override void Dispose()
    {
        stream.Dispose();
        fileLock?.Dispose();
        sizeLimit?.Dispose();
    }

    static StreamOutput AppendByDescriptor(string path, bool writesLines)
    {
        // Makes the file, and locks it: two subscribers would write into each other's lines. A device has none, and may
        // be what stdout is.
        var share = path.StartsWith("/dev/", StringComparison.Ordinal) ? FileShare.ReadWrite : FileShare.None;
        var fileLock = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, share);
        try
        {
            var (descriptor, name) = (OutputFile.OpenToAppend(path), $"the file '{path}'");
            return new(
                new DescriptorStream(descriptor, name), name, Libc.isatty(descriptor) == 1, writesLines,
                new OutputFile(descriptor, path), fileLock);
        }
        catch
        {
            fileLock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What was there before the first message may have been cut short in the middle of a line, by a kill or a full
    /// disk.
    /// </summary>
    void Begin()
    {
        hasBegun = true;
        if (file is null)
        {
            return;
        }

        // The signal would end the program; the write fails too, and is reported like any other.
        sizeLimit = PosixSignalRegistration.Create(FileSizeExceeded, static context => context.Cancel = true);
        if (WritesLines && file.IsInMidLine())
        {
            block[written++] = (byte)'\n';
        }
    }

    void WriteBlock()
    {
        try
        {
            stream.Write(block.AsSpan(0, written));
        }
        catch (Exception e)
        {
            written = 0;
            kept?.CutBack();
            if (FileUse.IsFailure(e) && e is not OutputClosedException)
            {
                throw FileUse.Unwritable(name, e);
            }

            throw;
        }

        written = 0;
        if (block.Length > BlockSize)
        {
            block = new byte[BlockSize];
        }
    }
}
