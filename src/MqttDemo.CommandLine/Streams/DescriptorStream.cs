using System.ComponentModel;
using System.Runtime.InteropServices;
using MqttDemo.Client;
using MqttDemo.Config;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// A file descriptor as it is, to be written to. Console's own stream swallows EPIPE, so a reader that has gone away
/// would never be noticed; a FileStream writes to a file at an offset of its own (pwrite), so two programs writing to
/// one file would write over each other, and after a file has been emptied (logrotate's copytruncate) there would be
/// zeros up to that offset.
/// </summary>
/// <param name="descriptor">The descriptor.</param>
/// <param name="name">What the user knows it by, for the error.</param>
sealed class DescriptorStream(int descriptor, string name) : SequentialStream, IWatchedOutput
{
    const int BrokenPipe = 32;
    const short PollError = 8;
    const short PollHangUp = 16;

    /// <summary>How many bytes have been written, of a write that failed too.</summary>
    public long Written { get; private set; }

    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="OutputClosedException">The reader has gone away.</exception>
    /// <exception cref="MqttDemoException">The output cannot be written (exit code 7).</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var count = Libc.write(descriptor, buffer, (nuint)buffer.Length);
            if (count >= 0)
            {
                Written += count;
                buffer = buffer[(int)count..];
            }
            else
            {
                Handle(Marshal.GetLastPInvokeError());
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>A thread waits in the kernel for it, at no cost.</remarks>
    public Task WhenReaderLeaves()
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(
            () => WaitForReaderToLeave(left), maxStackSize: 64 * 1024)
        { IsBackground = true, Name = "stdout" }.Start();
        return left.Task;
    }

    void WaitForReaderToLeave(TaskCompletionSource left)
    {
        short events;
        do
        {
            // An error is told unasked, and for a pipe it means that there is no reader. macOS waits only for what is
            // asked for, so a hang-up is, which Linux would tell unasked too (XNU, bsd/kern/sys_generic.c).
            events = Readiness.Poll(descriptor, PollHangUp, Timeout.Infinite);
        }
        while (events == 0);

        if ((events & (PollError | PollHangUp)) != 0)
        {
            left.SetResult();
        }
    }

    void Handle(int error)
    {
        if (error == BrokenPipe)
        {
            throw new OutputClosedException();
        }

        // Another program may have made the descriptor non-blocking; then this waits until it takes more.
        if (!Readiness.IsPassing(error, descriptor, Readiness.Out))
        {
            throw new MqttDemoException(
                FailureKind.InputOutput, $"{name} cannot be written: {new Win32Exception(error).Message}");
        }
    }
}
