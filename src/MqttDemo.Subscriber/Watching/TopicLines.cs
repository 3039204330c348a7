using System.Buffers;
using System.Globalization;
using System.Text;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.Subscriber.Watching;

/// <summary>
/// A table for a terminal, no wider than it. Where that is narrow, the topic and its last value count more than the
/// last of the columns between them.
/// </summary>
sealed class TopicLines(int columns) : ITopicFormat
{
    const int LeastTopic = 5;

    /// <summary>With less than this for topic and last value, a column less is better.</summary>
    const int LeastText = 24;

    static readonly Column[] All =
    [
        new($"{"MESSAGES",9}", (topic, _) => $"{Number(topic.Count),9}"),
        new($"{"RATE/s",9}", (topic, summary) => $"{Number(summary.MeanRate(topic), "0.00"),9}"),
        new($"{"BYTES",10}", (topic, _) => $"{Number(topic.Bytes),10}"),
        new(" RETAINED", (topic, _) => $" {(topic.Last.IsRetained ? "yes" : ""),-8}"),
    ];

    readonly Column[] shown = [.. All.TakeWhile((_, i) => columns - Widths(i + 1) >= LeastText)];

    public void Write(IReadOnlyList<WatchedTopic> topics, TopicSummary summary, IBufferWriter<byte> output)
    {
        var names = topics.Select(topic => TerminalText.Escape(topic.Topic)).ToArray();
        var widest = names.Select(Columns.Width).DefaultIfEmpty(0).Max();
        var most = (columns - Widths(shown.Length)) * 2 / 3;
        var topicColumns = Math.Clamp(widest, LeastTopic, Math.Max(most, LeastTopic));
        Add("TOPIC", shown.Select(column => column.Title), "LAST");
        foreach (var (name, topic) in names.Zip(topics))
        {
            Add(name, shown.Select(column => column.Text(topic, summary)), topic.Last.Text);
        }

        void Add(string topic, IEnumerable<string> between, string last)
        {
            var line = string.Join(' ', [Columns.Fit(topic, topicColumns), .. between, last]);
            Encoding.UTF8.GetBytes(Columns.Fit(line, columns).TrimEnd(), output);
            Encoding.UTF8.GetBytes("\n", output);
        }
    }

    /// <summary>Of the first columns, with the blank before each.</summary>
    static int Widths(int count) => All.Take(count).Sum(column => column.Title.Length + 1);

    static string Number(IFormattable number, string? format = null) =>
        number.ToString(format, CultureInfo.InvariantCulture);

    readonly record struct Column(string Title, Func<WatchedTopic, TopicSummary, string> Text);
}
