using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MqttDemo.Client.Transport;

/// <summary>
/// Sends the frames of a client, one after the other, from any thread. Not with .NET's WebSocket, which masks with
/// random numbers from OpenSSL: a WebSocket without TLS would need that too.
/// </summary>
// A semaphore without a handle holds nothing; disposed, a thread that waits for it would wait forever.
#pragma warning disable CA1001
sealed class FrameWriter(Stream inner)
#pragma warning restore CA1001
{
    const int Capacity = 64 * 1024;

    /// <summary>Two bytes, the length in eight, and the key of the mask.</summary>
    const int LongestHeader = 14;

    readonly byte[] buffer = new byte[Capacity];
    readonly SemaphoreSlim turn = new(1);
    bool isClosed;

    /// <summary>
    /// In one frame, unless it is very long: then in messages of a frame each. After a close there are no control
    /// frames.
    /// </summary>
    /// <exception cref="IOException">It cannot be written, or comes after a close.</exception>
    public async ValueTask WriteAsync(FrameKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (!isClosed)
            {
                isClosed = kind == FrameKind.Close;
                await WritePartsAsync(kind, payload, cancellationToken);
            }
            else if (kind == FrameKind.Binary)
            {
                throw new IOException("the WebSocket has been closed");
            }
        }
        finally
        {
            turn.Release();
        }
    }

    async ValueTask WritePartsAsync(FrameKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        do
        {
            var part = payload[..Math.Min(payload.Length, Capacity - LongestHeader)];
            payload = payload[part.Length..];
            await inner.WriteAsync(buffer.AsMemory(0, Frame(kind, part.Span)), cancellationToken);
        }
        while (payload.Length > 0);
    }

    /// <summary>Lays out a frame; returns its length.</summary>
    int Frame(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        const byte final = 0x80;
        const byte masked = 0x80;
        buffer[0] = (byte)(final | (byte)kind);
        var length = 2;
        if (payload.Length < 126)
        {
            buffer[1] = (byte)(masked | payload.Length);
        }
        else
        {
            buffer[1] = masked | 126;
            BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(2), (ushort)payload.Length);
            length = 4;
        }

        var key = Key();
        MemoryMarshal.Write(buffer.AsSpan(length), key);
        length += sizeof(uint);
        Mask(payload, buffer.AsSpan(length), key);
        return length + payload.Length;
    }

    /// <summary>
    /// RFC 6455, section 5.3, wants a key that cannot be foreseen. A new GUID is made of the system's random numbers;
    /// this part has no fixed bits.
    /// </summary>
    static uint Key()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        return MemoryMarshal.Read<uint>(bytes);
    }

    /// <summary>Eight bytes at a time, and what is left one by one.</summary>
    static void Mask(ReadOnlySpan<byte> source, Span<byte> target, uint key)
    {
        var wide = key | ((ulong)key << 32);
        var words = MemoryMarshal.Cast<byte, ulong>(source);
        var targets = MemoryMarshal.Cast<byte, ulong>(target);
        for (var i = 0; i < words.Length; i++)
        {
            targets[i] = words[i] ^ wide;
        }

        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        MemoryMarshal.Write(bytes, key);
        for (var i = words.Length * sizeof(ulong); i < source.Length; i++)
        {
            target[i] = (byte)(source[i] ^ bytes[i % sizeof(uint)]);
        }
    }
}
