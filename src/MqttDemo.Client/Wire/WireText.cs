using System.Text.Unicode;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Wire;

/// <summary>The strings of a packet as they are on the wire (MQTT 5, section 1.5.4).</summary>
static class WireText
{
    /// <summary>
    /// What is wrong with a string, as the end of a sentence; null when nothing is. Lone surrogates are not UTF-8.
    /// </summary>
    public static string? Defect(ReadOnlySpan<byte> text) =>
        text.Contains((byte)0) ? "contains NUL" : Utf8.IsValid(text) ? null : "is not UTF-8";

    /// <summary>What is wrong with the topic of a message (section 4.7).</summary>
    public static string? TopicDefect(ReadOnlySpan<byte> topic) =>
        topic.IndexOfAny((byte)0, (byte)'+', (byte)'#') < 0
            ? Utf8.IsValid(topic) ? null : "is not UTF-8"
            : topic.Contains((byte)0) ? "contains NUL" : "has wildcards";

    /// <summary>What a packet is called in a sentence, with its article.</summary>
    public static string Words(MqttControlPacketType type)
    {
        var isVowel =
            type is MqttControlPacketType.Unsubscribe or MqttControlPacketType.UnsubAck or MqttControlPacketType.Auth;
        return $"{(isVowel ? "an" : "a")} {type.ToString().ToUpperInvariant()}";
    }
}
