using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>One topic filter of one session.</summary>
/// <param name="Session">Whose it is.</param>
/// <param name="Filter">The filter and its options, as in the SUBSCRIBE.</param>
/// <param name="Identifier">The subscription identifier; 0 is none.</param>
sealed record Subscription(Session Session, MqttTopicFilter Filter, uint Identifier)
{
    /// <summary>What one takes beside its filter, in bytes: its objects and its places in the tree.</summary>
    const long Overhead = 400;

    public MqttQualityOfServiceLevel MaximumQoS => Filter.QualityOfServiceLevel;

    /// <summary>With whom it shares the messages.</summary>
    public SharedGroup? Group { get; set; }

    /// <summary>The memory that one of this filter takes, in bytes.</summary>
    public static long CostOf(string filter) => Overhead + (2L * filter.Length);
}
