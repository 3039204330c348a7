using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MqttDemo.Client;

namespace MqttDemo.CommandLine.Streams;

/// <summary>
/// A file descriptor as it is, to be read from its start or where others have left it. Waits also where .NET's own
/// streams fail: <see cref="Readiness"/>.
/// </summary>
public sealed class DescriptorInputStream(SafeFileHandle handle) : SequentialStream
{
    const int FromHere = 1;

    public override bool CanRead => true;

    /// <summary>It is a file and has a length, but it is read in order.</summary>
    public override bool CanSeek => Position >= 0;

    public override long Length => RandomAccess.GetLength(handle);

    /// <summary>Negative where there is none.</summary>
    public override long Position
    {
        get => Libc.lseek(Descriptor, 0, FromHere);
        set => throw new NotSupportedException();
    }

    int Descriptor => (int)handle.DangerousGetHandle();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="IOException">It cannot be read.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            var count = Libc.read(Descriptor, buffer, (nuint)buffer.Length);
            if (count >= 0)
            {
                return (int)count;
            }

            var error = Marshal.GetLastPInvokeError();
            if (!Readiness.IsPassing(error, Descriptor, Readiness.In))
            {
                throw new IOException(new Win32Exception(error).Message);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        handle.Dispose();
        base.Dispose(disposing);
    }
}
