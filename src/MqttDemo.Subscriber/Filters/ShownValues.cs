using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber.Filters;

/// <summary>
/// --changed and --throttle, which both compare with the last message of the topic that has passed: only a payload that
/// differs from it, and only when it is long enough ago. Together, so that a value that comes too soon is not taken for
/// one that has been shown.
/// </summary>
/// <param name="onlyChanged">Only what differs.</param>
/// <param name="distance">At least so far apart; null is any.</param>
/// <param name="time">The clock.</param>
sealed class ShownValues(bool onlyChanged, TimeSpan? distance, TimeProvider time) : IMessageFilter
{
    readonly TopicMemory<Shown> topics = new();

    public bool Passes(in ReceivedMessage message)
    {
        var now = time.GetTimestamp();
        var hash = onlyChanged ? topics.Hash(message.Payload.Span) : default;
        ref var shown = ref topics[message.Topic];
        if (shown.IsKnown && ((onlyChanged && shown.Hash == hash) || time.GetElapsedTime(shown.At, now) < distance))
        {
            return false;
        }

        shown = new(IsKnown: true, hash, now);
        return true;
    }

    readonly record struct Shown(bool IsKnown, UInt128 Hash, long At);
}
