using System.Buffers;

namespace MqttDemo.Subscriber.Watching;

/// <summary>How the table of the topics is written.</summary>
interface ITopicFormat
{
    void Write(IReadOnlyList<WatchedTopic> topics, TopicSummary summary, IBufferWriter<byte> output);
}
