using System.Buffers;

namespace MqttDemo.Client.Wire;

/// <summary>
/// Packets one after the other. Small ones are copied together; of a large payload that will not change only a
/// reference is kept.
/// </summary>
sealed class PacketBuffer
{
    const int KeptSize = 1024 * 1024;

    /// <summary>A payload beyond this size is worth a write of its own.</summary>
    public const int LargePayload = 64 * 1024;

    readonly List<(int Position, ReadOnlyMemory<byte> Payload)> payloads = [];
    // Grows with what it is for: most programs that publish send one packet and end.
    ArrayBufferWriter<byte> copied = new();
    long referred;

    /// <summary>All bytes, copied or referred to.</summary>
    public long Length => copied.WrittenCount + referred;

    /// <summary>The bytes that have been copied here.</summary>
    public int Copied => copied.WrittenCount;

    /// <summary>How many <see cref="Part"/>s make up the whole; some may be empty.</summary>
    public int PartCount => (2 * payloads.Count) + 1;

    public void Copy(ReadOnlySpan<byte> bytes) => copied.Write(bytes);

    /// <summary>Takes a payload as it is; it must not change before the buffer is cleared.</summary>
    public void Refer(ReadOnlyMemory<byte> payload)
    {
        payloads.Add((copied.WrittenCount, payload));
        referred += payload.Length;
    }

    /// <summary>By turns what was copied and what is referred to.</summary>
    public ReadOnlyMemory<byte> Part(int index)
    {
        if (index % 2 == 1)
        {
            return payloads[index / 2].Payload;
        }

        var start = index == 0 ? 0 : payloads[(index / 2) - 1].Position;
        var end = index == PartCount - 1 ? copied.WrittenCount : payloads[index / 2].Position;
        return copied.WrittenMemory[start..end];
    }

    public void Clear()
    {
        payloads.Clear();
        referred = 0;
        if (copied.Capacity > KeptSize)
        {
            copied = new ArrayBufferWriter<byte>();
        }

        copied.ResetWrittenCount();
    }
}
