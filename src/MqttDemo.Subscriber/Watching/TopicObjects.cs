using System.Buffers;
using System.Text.Json;
using MqttDemo.CommandLine.Formats.Json;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.Subscriber.Watching;

/// <summary>A JSON object for each topic, in a line each, with the keys of --json where they mean the same.</summary>
sealed class TopicObjects(OutputKind kind, bool isIndented, TimeProvider time) : ITopicFormat
{
    public void Write(IReadOnlyList<WatchedTopic> topics, TopicSummary summary, IBufferWriter<byte> output)
    {
        using var json = JsonObject.Writer(kind, isIndented);
        foreach (var topic in topics)
        {
            json.Reset(output);
            Write(topic, summary, json);
            json.Flush();
            output.Write("\n"u8);
        }
    }

    void Write(in WatchedTopic topic, in TopicSummary summary, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteTimestamp(time.GetLocalNow() - time.GetElapsedTime(topic.At));
        json.WriteString("topic"u8, topic.Topic);
        json.WriteNumber("messages"u8, topic.Count);
        json.WriteNumber("bytes"u8, topic.Bytes);
        json.WriteNumber("rate"u8, Math.Round(summary.MeanRate(topic), 3));
        json.WriteBoolean("retain"u8, topic.Last.IsRetained);
        json.WriteNumber("payloadlen"u8, topic.Last.Length);
        json.WritePayload(topic.Last.Beginning.Span);
        json.WriteEndObject();
    }
}
