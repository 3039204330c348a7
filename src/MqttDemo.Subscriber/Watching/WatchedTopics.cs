using System.Runtime.InteropServices;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine;

namespace MqttDemo.Subscriber.Watching;

/// <summary>
/// The topics that have come, in bounded memory: of too many, the half that has been silent longest is forgotten. May
/// be used by several threads.
/// </summary>
sealed class WatchedTopics(TimeProvider time, long budget = WatchedTopics.UsualBudget)
{
    /// <summary>Bytes: room for 200,000 topics of usual length.</summary>
    public const long UsualBudget = 64 * 1024 * 1024;

    readonly Lock gate = new();
    readonly Dictionary<string, WatchedTopic> topics = new(StringComparer.Ordinal);
    readonly long begun = time.GetTimestamp();
    long cost;
    long order;
    long messages;
    long forgotten;

    public void Add(in ReceivedMessage message)
    {
        lock (gate)
        {
            messages++;
            ref var topic = ref CollectionsMarshal.GetValueRefOrAddDefault(topics, message.Topic, out var isKnown);
            cost -= isKnown ? topic.Cost : 0;
            var before = isKnown ? topic : new WatchedTopic { Topic = message.Topic, Order = ++order };
            topic = before.With(message, time.GetTimestamp(), time);
            cost += topic.Cost;
            if (cost > budget && topics.Count > 1)
            {
                Forget();
            }
        }
    }

    /// <summary>As they are now.</summary>
    public TopicSummary Summary
    {
        get
        {
            lock (gate)
            {
                return new(topics.Count, messages, forgotten, time.GetElapsedTime(begun));
            }
        }
    }

    /// <summary>Those that are wanted, in the order that is wanted.</summary>
    public WatchedTopic[] Select(Func<IReadOnlyCollection<WatchedTopic>, IEnumerable<WatchedTopic>> choose)
    {
        lock (gate)
        {
            return [.. choose(topics.Values)];
        }
    }

    void Forget()
    {
        foreach (var silent in topics.Values.OrderBy(topic => topic.At).Take(topics.Count / 2).ToArray())
        {
            topics.Remove(silent.Topic);
            cost -= silent.Cost;
            forgotten++;
        }
    }
}

/// <summary>What has come in all.</summary>
/// <param name="Topics">How many topics are known.</param>
/// <param name="Messages">How many messages have come, those of topics too that were forgotten.</param>
/// <param name="Forgotten">How many topics were forgotten.</param>
/// <param name="Span">How long it has been watched.</param>
readonly record struct TopicSummary(int Topics, long Messages, long Forgotten, TimeSpan Span)
{
    /// <summary>Messages of a topic a second, over all of the time.</summary>
    public double MeanRate(in WatchedTopic topic) => topic.Count / Span.TotalSeconds;

    public override string ToString() => $"{Counted.Messages(Messages)} of {Counted.Topics(Topics)}";
}
