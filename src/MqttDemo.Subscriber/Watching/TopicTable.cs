using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Output;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Subscriber.Handling;

namespace MqttDemo.Subscriber.Watching;

/// <summary>--topics: what came of each topic, written at the end.</summary>
/// <param name="topics">What has come, and what comes.</param>
/// <param name="format">How the table is written.</param>
/// <param name="output">Where to.</param>
/// <param name="screen">Shows the topics until then; null is none.</param>
/// <param name="messages">Is told what the table does not have.</param>
sealed class TopicTable(
    WatchedTopics topics, ITopicFormat format, StreamOutput output, WatchScreen? screen, Messages messages)
    : IMessageSink
{
    public void Add(in ReceivedMessage message)
    {
        if (screen is null)
        {
            topics.Add(message);
        }
        else
        {
            screen.Add(message);
        }
    }

    public bool Completes => true;

    public void Flush()
    {
        // A message that has been counted has been dealt with.
    }

    public void Complete()
    {
        screen?.Complete();
        var summary = topics.Summary;
        format.Write(topics.Select(all => all.OrderBy(topic => topic.Topic, StringComparer.Ordinal)), summary, output);
        output.Flush();
        if (summary.Forgotten > 0)
        {
            messages.Warning(
                $"there were more topics than memory is kept for: {summary.Forgotten} times one that had been silent "
                + "long was left out of the table, or counted anew when it came again",
                "subscribe to fewer topics");
        }
    }

    public void Dispose() => screen?.Dispose();
}
