using MqttDemo.Client.Topics;

namespace MqttDemo.Broker;

/// <summary>The last retained message of each topic (MQTT 5, section 3.3.1.3).</summary>
sealed class RetainedMessages(Account account)
{
    readonly Dictionary<string, Message> messages = [];

    /// <summary>Keeps a message, or removes the one that is kept if it has no payload. False when there is no memory for it.</summary>
    public bool Keep(Message message)
    {
        var topic = message.Topic;
        if (message.Payload.IsEmpty)
        {
            Remove(topic);
            return true;
        }

        if (account.IsFull)
        {
            return false;
        }

        Remove(topic);
        messages[topic] = message;
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

    void Remove(string topic)
    {
        if (messages.Remove(topic, out var message))
        {
            account.Remove(message);
        }
    }
}
