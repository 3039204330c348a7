using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>A CONNECT that is answered with a refusal.</summary>
/// <param name="version">The version in which to answer.</param>
/// <param name="reason">The reason code of MQTT 5.</param>
/// <param name="message">Why.</param>
sealed class ConnectRefused(
    MqttProtocolVersion version, MqttConnectReasonCode reason, string message) : Exception(message)
{
    public MqttProtocolVersion Version => version;

    public MqttConnectReasonCode Reason => reason;
}
