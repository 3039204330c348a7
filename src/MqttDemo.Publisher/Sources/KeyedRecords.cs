using System.Text;
using MqttDemo.Client.Session;

namespace MqttDemo.Publisher.Sources;

/// <summary>
/// Each record is a topic, a delimiter and a payload, whose bytes stay as they are. One that begins with the delimiter,
/// or has none and so is all payload, has no topic of its own: it goes to the topic that was named for such records,
/// and is wrong where none was.
/// </summary>
sealed class KeyedRecords(PublishSettings defaults, byte[] delimiter) : IRecordFormat
{
    readonly OutgoingMessage message = defaults.Message(default);
    readonly TopicCache topics = new();

    public InputRecord Read(ReadOnlyMemory<byte> record)
    {
        var found = record.Span.IndexOf(delimiter);
        if (found <= 0)
        {
            return WithoutTopic(found < 0, record);
        }

        var topic = topics.Find(record.Span[..found], out var defect);
        return defect is null
            ? new(message with { Topic = topic, Payload = record[(found + delimiter.Length)..] })
            : InputRecord.Wrong(defect);
    }

    InputRecord WithoutTopic(bool isAllPayload, ReadOnlyMemory<byte> record)
    {
        if (defaults.TopicOrigin is not null)
        {
            var what = isAllPayload
                ? $"it has no '{Encoding.UTF8.GetString(delimiter)}' between topic and payload"
                : "it has no topic";
            return InputRecord.Wrong($"{what}; -t names a topic for those that have none");
        }

        return new(message with { Payload = isAllPayload ? record : record[delimiter.Length..] });
    }
}
