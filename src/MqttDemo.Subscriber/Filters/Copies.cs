using MqttDemo.Client.Session;
using MqttDemo.Client.Topics;

namespace MqttDemo.Subscriber.Filters;

/// <summary>
/// Of the copies of a message that come because filters overlap, the first passes. They carry the identifiers of
/// different filters (MQTT 5, MQTT-3.3.4-5) and come soon one after the other; two equal messages come with the same
/// identifiers twice. Where nothing proves that it is a copy it passes.
/// </summary>
/// <param name="subscriptions">The filters, those that overlap with identifiers.</param>
sealed class Copies(IReadOnlyList<TopicSubscription> subscriptions) : IMessageFilter
{
    /// <summary>
    /// How many messages back a copy is recognised: a broker with several threads may send others in between.
    /// </summary>
    const int Remembered = 64;

    readonly TopicSubscription[] identified = [
        .. subscriptions.Where(one => one.Identifier is not null).OrderBy(one => one.Identifier)];
    readonly ContentHash hash = new();
    readonly Message[] recent = new Message[Remembered];
    int next;

    public bool Passes(in ReceivedMessage message)
    {
        var identifier = message.TakeOwnIdentifier((uint)identified.Length);
        if (identifier == 0)
        {
            return true;
        }

        return IsFromStore(message)
            ? !HasComeWithEarlier(message.Topic, identifier)
            : !IsCopy(hash.Of(message), identifier);
    }

    /// <summary>
    /// With every SUBSCRIBE that asks for them come the retained messages of its filter, however many there are of the
    /// others in between.
    /// </summary>
    bool IsFromStore(in ReceivedMessage message) =>
        message.Retain && identified[0] is { RetainHandling: RetainHandling.Always, RetainAsPublished: false };

    bool HasComeWithEarlier(string topic, uint identifier)
    {
        for (var i = 0; i < identifier - 1; i++)
        {
            if (TopicFilter.Matches(identified[i].Filter, topic))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Takes note of a message, or of another copy of the oldest one that this filter has not brought yet.
    /// </summary>
    bool IsCopy(UInt128 content, uint identifier)
    {
        for (var i = 0; i < Remembered; i++)
        {
            ref var message = ref recent[(next + i) % Remembered];
            if (message.Content == content
                && message.Identifiers is { } identifiers
                && !identifiers.Contains(identifier))
            {
                identifiers.Add(identifier);
                return true;
            }
        }

        ref var place = ref recent[next];
        next = (next + 1) % Remembered;
        place.Content = content;
        (place.Identifiers ??= []).Clear();
        place.Identifiers.Add(identifier);
        return false;
    }

    struct Message
    {
        public UInt128 Content;

        /// <summary>Those of the filters that have brought it.</summary>
        public List<uint>? Identifiers;
    }
}
