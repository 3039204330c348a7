using System.Text;
using System.Text.Unicode;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.Publisher.Sources;

/// <summary>
/// From the bytes of a topic to its name. Input repeats its topics: one of the last few hundred costs no new string and
/// no new check.
/// </summary>
sealed class TopicCache
{
    const int Size = 512;

    readonly Entry[] entries = new Entry[Size];

    /// <summary>The name, or why the bytes are no topic to publish to, as the end of a sentence.</summary>
    public string Find(ReadOnlySpan<byte> utf8, out string? defect)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var entry = ref entries[(uint)hash.ToHashCode() % Size];
        if (entry.Utf8 is null || !utf8.SequenceEqual(entry.Utf8))
        {
            entry = Create(utf8);
        }

        defect = entry.Defect;
        return entry.Topic;
    }

    static Entry Create(ReadOnlySpan<byte> utf8)
    {
        var topic = Encoding.UTF8.GetString(utf8);
        var defect = Utf8.IsValid(utf8) ? TopicName.Defect(topic) : "it is not UTF-8 text";
        return new(
            utf8.ToArray(), topic,
            defect is null ? null : $"it cannot go to the topic '{TerminalText.Shorten(topic)}': {defect}");
    }

    readonly record struct Entry(byte[]? Utf8, string Topic, string? Defect);
}
