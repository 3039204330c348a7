using MqttDemo.Client.Wire;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// The topic aliases of one connection that the broker has given (MQTT 5, section 3.3.2.3.4). Called with the gate
/// held.
/// </summary>
/// <param name="gate">The session's, or the embedded broker's.</param>
/// <param name="maximum">The Topic Alias Maximum that we have told.</param>
sealed class ReceivedTopicAliases(Gate gate, int maximum)
{
    readonly Dictionary<int, string> topics = [];

    /// <summary>An alias has come that cannot be.</summary>
    public bool AreWrong { get => Gate.Held(gate, field); private set; }

    /// <summary>Gives a message its topic, and takes note of the alias it brings.</summary>
    /// <exception cref="MqttProtocolViolationException">The message has neither a topic nor an alias that is
    /// known.</exception>
    public void Resolve(MqttPublishPacket packet)
    {
        gate.AssertHeld();
        if (packet.TopicAlias == 0)
        {
            return;
        }

        if (packet.TopicAlias > maximum)
        {
            AreWrong = true;
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.TopicAliasInvalid,
                $"the topic alias {packet.TopicAlias}, and our Topic Alias Maximum is {maximum}");
        }

        if (packet.Topic.Length > 0)
        {
            topics[packet.TopicAlias] = packet.Topic;
        }
        else if (topics.TryGetValue(packet.TopicAlias, out var topic))
        {
            packet.Topic = topic;
        }
        else
        {
            AreWrong = true;
            throw new MqttProtocolViolationException($"the topic alias {packet.TopicAlias}, which stands for no topic");
        }
    }
}
