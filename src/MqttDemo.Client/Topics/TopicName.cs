using System.Text;

namespace MqttDemo.Client.Topics;

/// <summary>The rules for a topic that is published to (MQTT 5, section 4.7).</summary>
public static class TopicName
{
    /// <summary>The longest string MQTT can carry, in bytes of UTF-8 (MQTT 5, section 1.5.4).</summary>
    public const int MaximumLength = 65535;

    const int LongestInSentence = 100;

    /// <summary>Why this is not a topic name, as the end of a sentence; null when it is one.</summary>
    /// <param name="topic">The topic.</param>
    public static string? Defect(string topic) =>
        CommonDefect(topic)
            ?? (
                topic.AsSpan().IndexOfAny('+', '#') >= 0
                    ? "the wildcards + and # are for subscribers; a message goes to one topic"
                    : null);

    /// <summary>
    /// What a broker may object to in a topic or a filter that is none the less one; null where there is nothing. It
    /// may take a control character for a malformed packet (MQTT 5, section 1.5.4).
    /// </summary>
    /// <param name="topic">The topic or the filter.</param>
    public static string? Doubt(string topic)
    {
        foreach (var character in topic)
        {
            if (char.IsControl(character))
            {
                return $"'{Short(topic)}' contains a control character (U+{(int)character:X4}), which brokers may "
                    + "refuse"
                    + (character is '\r' or '\n' ? ": is it the end of a line?" : "");
            }
        }

        return null;
    }

    /// <summary>As much of it as a sentence has room for.</summary>
    internal static string Short(string topic) =>
        topic.Length <= LongestInSentence ? topic : $"{topic[..LongestInSentence]}...";

    /// <summary>What is wrong for a topic name and a topic filter alike.</summary>
    internal static string? CommonDefect(string topic)
    {
        if (topic.Length == 0)
        {
            return "it is empty";
        }

        if (topic.Contains('\0', StringComparison.Ordinal))
        {
            return "it contains a NUL character, which MQTT forbids";
        }

        return Encoding.UTF8.GetByteCount(topic) > MaximumLength ? $"it is longer than {MaximumLength} bytes" : null;
    }
}
