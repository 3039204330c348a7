using System.Text;
using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;

namespace MqttDemo.Subscriber.Watching;

/// <summary>A topic, what has come of it, and its last message.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Order">When it came for the first time, counted from 1.</param>
/// <param name="Count">How many messages have come.</param>
/// <param name="Bytes">How many bytes their payloads had together.</param>
/// <param name="Rate">How often they come.</param>
/// <param name="At">When the last one came, in timestamps of the clock.</param>
/// <param name="Last">What the last one was.</param>
readonly record struct WatchedTopic(
    string Topic, long Order, long Count, long Bytes, RecentRate Rate, long At, LastMessage Last)
{
    /// <summary>What it costs in memory, beside its names and its payload.</summary>
    const int Overhead = 250;

    /// <summary>Bytes.</summary>
    public int Cost => Overhead + (2 * Topic.Length) + Last.Beginning.Length;

    /// <summary>With one more message.</summary>
    public WatchedTopic With(in ReceivedMessage message, long at, TimeProvider time) => this with
    {
        Count = Count + 1,
        Bytes = Bytes + message.Payload.Length,
        Rate = Rate.After(Count == 0 ? TimeSpan.Zero : time.GetElapsedTime(At, at)),
        At = at,
        Last = LastMessage.Of(message),
    };
}

/// <summary>The last message of a topic, of which only the beginning is kept.</summary>
/// <param name="Beginning">Of its payload.</param>
/// <param name="Length">That of all of it, in bytes.</param>
/// <param name="IsRetained">It was retained.</param>
readonly record struct LastMessage(ReadOnlyMemory<byte> Beginning, int Length, bool IsRetained)
{
    /// <summary>No line of a screen is longer.</summary>
    const int KeptBytes = 500;

    /// <summary>For a terminal.</summary>
    public string Text => TerminalText.Escape(Beginning.Span);

    public static LastMessage Of(in ReceivedMessage message)
    {
        var payload = message.Payload;
        return new(payload[..End(payload.Span)].ToArray(), payload.Length, message.Retain);
    }

    /// <summary>Not in the middle of a character.</summary>
    static int End(ReadOnlySpan<byte> payload)
    {
        if (payload.Length <= KeptBytes)
        {
            return payload.Length;
        }

        Rune.DecodeLastFromUtf8(payload[..KeptBytes], out var last, out var length);
        return last == Rune.ReplacementChar ? KeptBytes - length : KeptBytes;
    }
}
