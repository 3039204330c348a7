using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>One topic filter of one session.</summary>
/// <param name="Session">Whose it is.</param>
/// <param name="Filter">The filter and its options, as in the SUBSCRIBE.</param>
/// <param name="Identifier">The subscription identifier; 0 is none.</param>
sealed record Subscription(Session Session, MqttTopicFilter Filter, uint Identifier)
{
    public MqttQualityOfServiceLevel MaximumQoS => Filter.QualityOfServiceLevel;
}
