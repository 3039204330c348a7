using System.Text;
using MqttDemo.Client.Session;

namespace MqttDemo.Publisher.Sources;

/// <summary>Each record is a topic, a delimiter and a payload, whose bytes stay as they are.</summary>
sealed class KeyedRecords(PublishSettings defaults, byte[] delimiter) : IRecordFormat
{
    readonly OutgoingMessage message = defaults.Message(default);
    readonly TopicCache topics = new();

    public InputRecord Read(ReadOnlyMemory<byte> record)
    {
        var found = record.Span.IndexOf(delimiter);
        if (found < 0)
        {
            return InputRecord.Wrong($"it has no '{Encoding.UTF8.GetString(delimiter)}' between topic and payload");
        }

        var topic = topics.Find(record.Span[..found], out var defect);
        return defect is null
            ? new(message with { Topic = topic, Payload = record[(found + delimiter.Length)..] })
            : InputRecord.Wrong(defect);
    }
}
