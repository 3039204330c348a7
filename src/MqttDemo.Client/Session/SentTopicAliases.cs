using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>
/// The topic aliases of one connection that we have given (MQTT 5, section 3.3.2.3.4): a topic that comes a second time
/// gets one, as long as the broker takes more, and goes out as two bytes from then on. A message may also bring an
/// alias of its own. Called with the gate held.
/// </summary>
/// <param name="gate">The session's.</param>
/// <param name="maximum">The broker's Topic Alias Maximum.</param>
sealed class SentTopicAliases(Gate gate, int maximum)
{
    /// <summary>An alias itself takes three bytes.</summary>
    const int ShortestTopic = 4;

    /// <summary>The memory for the topics that have one, and for those that have come once.</summary>
    const long MostBytes = 4 * 1024 * 1024;

    readonly Dictionary<string, ushort> aliases = [];
    readonly Dictionary<ushort, string> topics = [];
    readonly HashSet<string> seenOnce = [];
    ushort next = 1;
    long bytes;
    long bytesSeenOnce;

    // Streams have few topics, and often one: the same object as before needs no look-up.
    string? recentTopic;
    ushort recentAlias;

    /// <summary>Why the alias that a message brings cannot be sent; null when it can.</summary>
    public string? Objection(MqttPublishPacket packet) => packet.TopicAlias <= maximum ? null
        : maximum == 0 ? "the broker does not support topic aliases"
        : $"its topic alias {packet.TopicAlias} is above the broker's Topic Alias Maximum of {maximum}";

    /// <summary>
    /// Puts the alias in place of the topic, or beside it the first time. To be followed by <see cref="Restore"/>.
    /// </summary>
    public void Apply(MqttPublishPacket packet)
    {
        gate.AssertHeld();
        if (maximum == 0)
        {
            return;
        }

        if (ReferenceEquals(packet.Topic, recentTopic) && (packet.TopicAlias == 0 || packet.TopicAlias == recentAlias))
        {
            (packet.Topic, packet.TopicAlias) = ("", recentAlias);
            return;
        }

        packet.TopicAlias = packet.TopicAlias == 0 ? Choose(packet.Topic) : packet.TopicAlias;
        if (packet.TopicAlias != 0 && topics.TryGetValue(packet.TopicAlias, out var known) && known == packet.Topic)
        {
            packet.Topic = "";
        }
    }

    /// <summary>The packet is as it was; where it has been sent, the broker knows its alias.</summary>
    public void Restore(MqttPublishPacket packet, string topic, ushort alias, bool isSent)
    {
        gate.AssertHeld();
        if (isSent && packet.TopicAlias != 0)
        {
            if (packet.Topic.Length > 0)
            {
                Learn(topic, packet.TopicAlias);
            }

            (recentTopic, recentAlias) = (topic, packet.TopicAlias);
        }

        (packet.Topic, packet.TopicAlias) = (topic, alias);
    }

    void Learn(string topic, ushort alias)
    {
        if (topics.Remove(alias, out var former))
        {
            aliases.Remove(former);
            bytes -= Cost(former);
        }

        bytes += Cost(topic);
        bytesSeenOnce -= seenOnce.Remove(topic) ? Cost(topic) : 0;
        topics[alias] = topic;
        aliases[topic] = alias;
    }

    ushort Choose(string topic)
    {
        if (aliases.TryGetValue(topic, out var alias))
        {
            return alias;
        }

        if (topic.Length < ShortestTopic || aliases.Count >= maximum || bytes + Cost(topic) > MostBytes)
        {
            return 0;
        }

        if (seenOnce.Contains(topic))
        {
            return Free();
        }

        // Topics that never come again must not keep others from being noticed.
        if (seenOnce.Count >= maximum || bytesSeenOnce + Cost(topic) > MostBytes)
        {
            seenOnce.Clear();
            bytesSeenOnce = 0;
        }

        seenOnce.Add(topic);
        bytesSeenOnce += Cost(topic);
        return 0;
    }

    /// <summary>With its places in the tables.</summary>
    static long Cost(string topic) => 200 + (2L * topic.Length);

    /// <summary>An alias that stands for nothing yet; 0 when there is none.</summary>
    ushort Free()
    {
        while (next <= maximum && topics.ContainsKey(next))
        {
            next++;
        }

        return next <= maximum ? next : (ushort)0;
    }
}
