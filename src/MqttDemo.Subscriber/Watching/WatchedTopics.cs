using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.Subscriber.Watching;

/// <summary>
/// The topics of the table, in bounded memory: of too many, the half that has been silent longest is forgotten. Called
/// with its owner's gate held.
/// </summary>
sealed class WatchedTopics(TimeProvider time, int capacity = 10_000)
{
    /// <summary>No line of a screen is longer.</summary>
    const int KeptBytes = 500;

    // By a hash, as in TopicMemory: of a topic of 64 KiB only the beginning is kept.
    readonly Dictionary<UInt128, WatchedTopic> topics = [];
    readonly long seed = Random.Shared.NextInt64();
    long order;

    /// <summary>How many topics there are.</summary>
    public int Count => topics.Count;

    /// <summary>How many messages have come.</summary>
    public long Messages { get; private set; }

    public void Add(in ReceivedMessage message)
    {
        Messages++;
        var key = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(message.Topic.AsSpan()), seed);
        if (topics.Count == capacity && !topics.ContainsKey(key))
        {
            var byTime = topics.OrderBy(topic => topic.Value.At).Select(topic => topic.Key);
            foreach (var silent in byTime.Take(capacity / 2).ToArray())
            {
                topics.Remove(silent);
            }
        }

        ref var topic = ref CollectionsMarshal.GetValueRefOrAddDefault(topics, key, out var isKnown);
        topic = new(
            isKnown ? topic.Order : ++order,
            isKnown
                ? topic.Topic
                : TerminalText.Escape(message.Topic.Length > KeptBytes ? message.Topic[..KeptBytes] : message.Topic),
            Beginning(message.Payload.Span),
            topic.Count + 1,
            time.GetTimestamp());
    }

    /// <summary>As many as there is room for: those with the latest messages, each in its place.</summary>
    public IReadOnlyList<WatchedTopic> Latest(int count) =>
        [.. topics.Values.OrderByDescending(topic => topic.At).Take(count).OrderBy(topic => topic.Order)];

    static string Beginning(ReadOnlySpan<byte> payload)
    {
        var text = new ArrayBufferWriter<byte>();
        TerminalText.Write(payload[..Math.Min(payload.Length, KeptBytes)], text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}

/// <summary>A topic and its last message.</summary>
/// <param name="Order">When it came for the first time, counted from 1: its place in the table.</param>
/// <param name="Topic">The topic, escaped for a terminal.</param>
/// <param name="Payload">The beginning of the last payload, escaped.</param>
/// <param name="Count">How many messages have come.</param>
/// <param name="At">When the last one came, in timestamps of the clock.</param>
readonly record struct WatchedTopic(long Order, string Topic, string Payload, long Count, long At);
