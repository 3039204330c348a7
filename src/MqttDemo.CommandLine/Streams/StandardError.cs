using System.ComponentModel;
using System.Runtime.InteropServices;
using MqttDemo.Client;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// File descriptor 2 as it is. It waits for its reader, also where it is non-blocking; but not forever once the
/// app is to end: what is not taken then is left out.
/// </summary>
sealed class StandardError : SequentialStream
{
    const int Descriptor = 2;

    /// <summary>A pipe that has room has room for at least this (Linux, PIPE_BUF).</summary>
    const int MostAtOnce = 4096;

    const int LookMilliseconds = 50;
    const int BrokenPipe = 32;

    // Where stderr was closed, the runtime may have opened something of its own under this number before us: then there
    // is no room to wait for.
    readonly bool isReadOnly = DescriptorStatus.IsReadOnly(Descriptor);

    long deadline = long.MaxValue;

    public override bool CanWrite => true;

    /// <summary>Limits how long a reader that does not read is waited for.</summary>
    public void LimitWaiting(TimeSpan rest)
    {
        var time = Environment.TickCount64 + (long)rest.TotalMilliseconds;
        Volatile.Write(ref deadline, Math.Min(time, Volatile.Read(ref deadline)));
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="IOException">It cannot be written.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0 && WaitForRoom())
        {
            var written = Libc.write(Descriptor, buffer, (nuint)Math.Min(buffer.Length, MostAtOnce));
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == BrokenPipe)
            {
                // It has no reader, and the messages of MQTT go elsewhere.
                return;
            }

            if (!Readiness.IsPassing(error, Descriptor, Readiness.Out, LookMilliseconds))
            {
                throw new IOException(new Win32Exception(error).Message);
            }
        }
    }

    /// <summary>False when the reader has taken nothing for too long.</summary>
    bool WaitForRoom()
    {
        while (!isReadOnly && Readiness.Poll(Descriptor, Readiness.Out, LookMilliseconds) == 0)
        {
            MainThread.EndStart();
            if (Environment.TickCount64 >= Volatile.Read(ref deadline))
            {
                return false;
            }
        }

        return true;
    }
}
