using System.Collections.Concurrent;

namespace MqttDemo.Subscriber.Commands;

/// <summary>Bytes that come in parts, without a copy of all of them each time that there are twice as many.</summary>
/// <param name="spare">
/// Chunks that others have done with, for as long as the collector leaves them here. Each has a weak reference of its
/// own: with one to the whole bag, a young collection would take the bag, while its chunks, which are large objects,
/// would keep their memory until the next full one.
/// </param>
sealed class GatheredBytes(ConcurrentBag<WeakReference<byte[]>> spare)
{
    const int SmallestChunk = 16 * 1024;
    const int LargestChunk = 1024 * 1024;

    readonly List<byte[]> chunks = [];

    /// <summary>What the last chunk has.</summary>
    int filled;

    public long Length { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (chunks.Count == 0 || filled == chunks[^1].Length)
            {
                chunks.Add(NewChunk());
                filled = 0;
            }

            var part = bytes[..Math.Min(bytes.Length, chunks[^1].Length - filled)];
            part.CopyTo(chunks[^1].AsSpan(filled));
            filled += part.Length;
            Length += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>All of them in one piece; there are none any more.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var all = chunks is [var only] ? only.AsMemory(0, filled) : Joined();
        Clear();
        return all;
    }

    public void Clear()
    {
        GiveBack();
        chunks.Clear();
        Length = 0;
    }

    byte[] NewChunk()
    {
        var size = (int)Math.Clamp(Length, SmallestChunk, LargestChunk);
        while (size == LargestChunk && spare.TryTake(out var unused))
        {
            if (unused.TryGetTarget(out var chunk))
            {
                return chunk;
            }
        }

        return GC.AllocateUninitializedArray<byte>(size);
    }

    void GiveBack()
    {
        foreach (var chunk in chunks.Where(chunk => chunk.Length == LargestChunk))
        {
            spare.Add(new(chunk));
        }
    }

    byte[] Joined()
    {
        var all = GC.AllocateUninitializedArray<byte>((int)Length);
        var position = 0;
        foreach (var chunk in chunks)
        {
            var count = Math.Min(chunk.Length, all.Length - position);
            chunk.AsSpan(0, count).CopyTo(all.AsSpan(position));
            position += count;
        }

        return all;
    }
}
