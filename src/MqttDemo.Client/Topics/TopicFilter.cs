using MQTTnet;

namespace MqttDemo.Client.Topics;

/// <summary>The rules for a topic filter that is subscribed to (MQTT 5, sections 4.7.1 and 4.8.2).</summary>
public static class TopicFilter
{
    const string SharePrefix = "$share/";

    /// <summary>Why this is not a topic filter, as the end of a sentence; null when it is one.</summary>
    /// <param name="filter">The filter, which may be a shared one: $share/GROUP/FILTER.</param>
    public static string? Defect(string filter)
    {
        if (TopicName.CommonDefect(filter) is { } defect)
        {
            return defect;
        }

        if (!IsShared(filter))
        {
            return WildcardDefect(filter);
        }

        var group = filter[SharePrefix.Length..];
        var groupEnd = group.IndexOf('/', StringComparison.Ordinal);
        return groupEnd <= 0 || groupEnd == group.Length - 1 || group.AsSpan(0, groupEnd).IndexOfAny('+', '#') >= 0
            ? "a shared subscription is written $share/GROUP/FILTER, and the group has no wildcards"
            : WildcardDefect(group[(groupEnd + 1)..]);
    }

    /// <summary>
    /// Whether it is the filter of a shared subscription, of which each message goes to one of the group (MQTT 5,
    /// section 4.8.2).
    /// </summary>
    /// <param name="filter">A well-formed filter.</param>
    public static bool IsShared(string filter) => filter.StartsWith(SharePrefix, StringComparison.Ordinal);

    /// <summary>The filter of a shared subscription.</summary>
    /// <param name="group">The group, without '/', '+' and '#'.</param>
    /// <param name="filter">A filter that is not shared.</param>
    public static string Shared(string group, string filter) => $"{SharePrefix}{group}/{filter}";

    /// <summary>Whether a topic matches a filter.</summary>
    /// <param name="filter">A well-formed filter that is not a shared one.</param>
    /// <param name="topic">The topic of a message.</param>
    public static bool Matches(string filter, string topic) =>
        MqttTopicFilterComparer.Compare(topic, filter) == MqttTopicFilterCompareResult.IsMatch;

    /// <summary>Whether there are topics that match both of two filters.</summary>
    /// <param name="filter">A well-formed filter that is not a shared one.</param>
    /// <param name="other">Another.</param>
    public static bool Overlap(string filter, string other)
    {
        // A wildcard at the beginning matches no topic that begins with $ (MQTT 5, section 4.7.2).
        if ((filter[0] == '$' && other[0] is '+' or '#') || (other[0] == '$' && filter[0] is '+' or '#'))
        {
            return false;
        }

        var (left, right) = (filter.Split('/'), other.Split('/'));
        for (var i = 0; ; i++)
        {
            var (one, two) = (left.ElementAtOrDefault(i), right.ElementAtOrDefault(i));
            if (one == "#" || two == "#" || (one is null && two is null))
            {
                return true;
            }

            if (one is null || two is null || (one != two && one != "+" && two != "+"))
            {
                return false;
            }
        }
    }

    static string? WildcardDefect(string filter)
    {
        var levels = filter.Split('/');
        for (var i = 0; i < levels.Length; i++)
        {
            var level = levels[i];
            if (level.Length > 1 && level.Contains('+', StringComparison.Ordinal))
            {
                return $"'+' stands for a whole level and cannot be part of '{level}'";
            }

            if (level.Contains('#', StringComparison.Ordinal) && (level.Length > 1 || i < levels.Length - 1))
            {
                return "'#' stands for all the rest, so it must be the last level and alone in it";
            }
        }

        return null;
    }
}
