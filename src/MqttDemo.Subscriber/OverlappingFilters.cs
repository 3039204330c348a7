using MqttDemo.Client.Session;
using MqttDemo.Client.Topics;

namespace MqttDemo.Subscriber;

/// <summary>
/// Filters that match the same topics: MQTT 5 lets a broker send a message once for each of them (section 3.3.4), and
/// says with an identifier for which.
/// </summary>
static class OverlappingFilters
{
    /// <summary>An identifier takes a SUBSCRIBE of its own.</summary>
    const int Most = 1000;

    /// <summary>
    /// The same, each that overlaps with an identifier from 1 on; without any where none does. A shared subscription
    /// brings messages of its own.
    /// </summary>
    public static IReadOnlyList<TopicSubscription> Identify(TopicSubscription[] subscriptions)
    {
        var overlapping = Find(
            [.. subscriptions.Where(one => !TopicFilter.IsShared(one.Filter)).Select(one => one.Filter)]);
        if (overlapping.Count is 0 or > Most)
        {
            return subscriptions;
        }

        var last = 0u;
        return [
            .. subscriptions.Select(one => overlapping.Contains(one.Filter) ? one with { Identifier = ++last } : one)];
    }

    /// <summary>Two filters without wildcards are different, and so never overlap.</summary>
    static HashSet<string> Find(string[] filters)
    {
        var overlapping = new HashSet<string>();
        foreach (var wild in filters.Where(filter => filter.AsSpan().IndexOfAny('+', '#') >= 0))
        {
            foreach (var other in filters.Where(other => other != wild && TopicFilter.Overlap(wild, other)))
            {
                overlapping.Add(wild);
                overlapping.Add(other);
            }
        }

        return overlapping;
    }
}
