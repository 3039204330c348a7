using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Wire;

/// <summary>
/// A violation of the protocol for which the specification has a reason code of its own (MQTT 5, section 4.13).
/// </summary>
sealed class ProtocolViolation(
    MqttDisconnectReasonCode reason, string message) : MqttProtocolViolationException(message)
{
    public MqttDisconnectReasonCode Reason { get; } = reason;
}
