using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace MqttDemo.Subscriber.Filters;

/// <summary>
/// Remembers something about each topic in bounded memory. Of more topics than it has room for, it forgets those that
/// have not been asked for longest; a topic is known by a hash of 128 bits under a random seed, which
/// takes no more room for a long name.
/// </summary>
/// <param name="capacity">How many topics are remembered at least; at most it is twice as many.</param>
sealed class TopicMemory<T>(int capacity = TopicMemory<T>.DefaultCapacity)
    where T : struct
{
    /// <summary>About 100 MB when it is full.</summary>
    public const int DefaultCapacity = 500_000;

    readonly long seed = Random.Shared.NextInt64();
    Dictionary<UInt128, T> recent = [];
    Dictionary<UInt128, T> older = [];

    /// <summary>How many topics are remembered.</summary>
    public int Count => recent.Count + older.Count;

    /// <summary>
    /// The place of a topic; what it holds is the default for a topic that is new or forgotten. Valid until the next
    /// call.
    /// </summary>
    public ref T this[string topic]
    {
        get
        {
            var key = Hash(MemoryMarshal.AsBytes(topic.AsSpan()));
            if (recent.Count == capacity && !recent.ContainsKey(key))
            {
                (older, recent) = (recent, []);
            }

            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(recent, key, out var isKnown);
            if (!isKnown && older.Remove(key, out var known))
            {
                place = known;
            }

            return ref place;
        }
    }

    public UInt128 Hash(ReadOnlySpan<byte> bytes) => XxHash128.HashToUInt128(bytes, seed);
}
