using System.Buffers;

namespace MqttDemo.Client.Wire;

/// <summary>
/// The bytes that have been read and are not decoded yet, one after the other. Grows with a packet that is longer, as
/// far as that has arrived, and is small again after it.
/// </summary>
sealed class ReceiveBuffer
{
    /// <summary>As much is read at once.</summary>
    public const int BlockSize = 64 * 1024;

    /// <summary>A read into less room than this is not worth it.</summary>
    const int LeastRoom = 4 * 1024;

    readonly byte[] block = GC.AllocateUninitializedArray<byte>(BlockSize);
    byte[] buffer;
    int start;
    int end;

    public ReceiveBuffer() => buffer = block;

    public ReadOnlySequence<byte> Content => new(buffer, start, end - start);

    public bool IsEmpty => start == end;

    /// <summary>Reads once, and waits for it. Returns how many bytes have come; 0 is the end of the stream.</summary>
    public int Fill(Stream stream)
    {
        MakeRoom();
        // Into the array: what SslStream has for a span reads into another array and copies.
        var count = stream.Read(buffer, end, buffer.Length - end);
        end += count;
        return count;
    }

    /// <summary>Keeps the last bytes, which have not been decoded; the others have been.</summary>
    public void Keep(long last) => start = end - (int)last;

    void MakeRoom()
    {
        if (start == end)
        {
            (start, end) = (0, 0);
            Use(block);
        }
        else if (buffer.Length - end < LeastRoom)
        {
            var length = end - start;
            var target = length > buffer.Length / 2 ? ArrayPool<byte>.Shared.Rent(2 * buffer.Length) : buffer;
            Buffer.BlockCopy(buffer, start, target, 0, length);
            (start, end) = (0, length);
            Use(target);
        }
    }

    void Use(byte[] target)
    {
        if (target != buffer && buffer != block)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        buffer = target;
    }
}
