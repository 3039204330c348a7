using MqttDemo.Client.Topics;

namespace MqttDemo.Broker;

/// <summary>The last retained message of each topic (MQTT 5, section 3.3.1.3).</summary>
sealed class RetainedMessages(Account account)
{
    readonly Dictionary<string, Message> messages = [];
    long cost;

    /// <summary>
    /// Keeps a message in place of the one before; one without payload removes that only. False when there is no
    /// memory for it. Then none is kept: the one before is not the last any more.
    /// </summary>
    public bool Keep(Message message)
    {
        var freed = Remove(message.Topic);
        if (message.Payload.IsEmpty)
        {
            return true;
        }

        if (message.Cost > freed && !HasRoomFor(message))
        {
            return false;
        }

        messages[message.Topic] = message;
        cost += message.Cost;
        account.Add(message);
        return true;
    }

    /// <summary>Those that match a filter.</summary>
    public List<Message> Matching(string filter, long now)
    {
        Expire(now);
        if (filter.AsSpan().IndexOfAny('+', '#') < 0)
        {
            return messages.TryGetValue(filter, out var message) ? [message] : [];
        }

        return [.. messages.Values.Where(message => TopicFilter.Matches(filter, message.Topic))];
    }

    void Expire(long now)
    {
        foreach (var topic in messages.Where(pair => pair.Value.HasExpired(now)).Select(pair => pair.Key).ToList())
        {
            Remove(topic);
        }
    }

    /// <summary>One alone may be longer.</summary>
    bool HasRoomFor(Message message) =>
        !account.IsFullOfStopped && (cost == 0 || cost + message.Cost <= Account.MostRetained);

    /// <returns>The memory that it took.</returns>
    long Remove(string topic)
    {
        if (!messages.Remove(topic, out var message))
        {
            return 0;
        }

        cost -= message.Cost;
        account.Remove(message);
        return message.Cost;
    }
}
