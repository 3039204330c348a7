using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>
/// A filter to subscribe to. The options beside the QoS are those of MQTT 5, section 3.8.3.1; before it they are not
/// sent.
/// </summary>
/// <param name="Filter">A well-formed topic filter.</param>
/// <param name="QualityOfService">The highest QoS at which messages may come.</param>
/// <param name="NoLocal">Not what this client publishes itself.</param>
/// <param name="RetainAsPublished">Messages keep the retain flag with which they were published.</param>
/// <param name="RetainHandling">Which retained messages come with the subscription.</param>
/// <param name="Identifier">
/// Comes with every message that this filter brings, which tells apart the copies of one message; null, or where the
/// broker has none, is none.
/// </param>
public sealed record TopicSubscription(
    string Filter,
    QualityOfService QualityOfService,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    RetainHandling RetainHandling = RetainHandling.Always,
    uint? Identifier = null);
