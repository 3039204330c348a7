using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>One message for one client.</summary>
/// <param name="Message">The message.</param>
/// <param name="QualityOfService">That of the message or of the subscription, whichever is lower (MQTT 5, section
/// 3.8.4).</param>
/// <param name="Retain">The RETAIN flag.</param>
/// <param name="Identifiers">The subscription identifiers, or null.</param>
/// <param name="Group">Whose work it is, if not this client's alone.</param>
readonly record struct Delivery(
    Message Message, MqttQualityOfServiceLevel QualityOfService, bool Retain, List<uint>? Identifiers,
    SharedGroup? Group);
