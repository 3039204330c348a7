using System.Buffers;
using System.Globalization;
using System.Text;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.Subscriber.Watching;

/// <summary>A table for a terminal, no wider than it.</summary>
sealed class TopicLines(int columns) : ITopicFormat
{
    const int LeastTopic = 5;
    const int NumberColumns = 40;

    public void Write(IReadOnlyList<WatchedTopic> topics, TopicSummary summary, IBufferWriter<byte> output)
    {
        var names = topics.Select(topic => TerminalText.Escape(topic.Topic)).ToArray();
        var widest = names.Select(Columns.Width).DefaultIfEmpty(0).Max();
        var topicColumns = Math.Clamp(widest, LeastTopic, Math.Max((columns - NumberColumns) * 2 / 3, LeastTopic));
        Add(Line("TOPIC", "MESSAGES", "RATE/s", "BYTES", "RETAINED", "LAST"));
        foreach (var (name, topic) in names.Zip(topics))
        {
            Add(Line(
                name,
                topic.Count.ToString(CultureInfo.InvariantCulture),
                summary.MeanRate(topic).ToString("0.00", CultureInfo.InvariantCulture),
                topic.Bytes.ToString(CultureInfo.InvariantCulture),
                topic.Last.IsRetained ? "yes" : "",
                topic.Last.Text));
        }

        string Line(string topic, string messages, string rate, string bytes, string retained, string last) =>
            $"{Columns.Fit(topic, topicColumns)} {messages,9} {rate,9} {bytes,10}  {retained,-8} {last}";

        void Add(string line)
        {
            Encoding.UTF8.GetBytes(Columns.Fit(line, columns).TrimEnd(), output);
            Encoding.UTF8.GetBytes("\n", output);
        }
    }
}
