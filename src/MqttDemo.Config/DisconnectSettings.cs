namespace MqttDemo.Config;

/// <summary>
/// What we say when we end the connection (MQTT 5, section 3.14). Null is: not sent, or left to the session.
/// </summary>
/// <param name="ReasonCode">0 is a normal end, 4 one after which the broker publishes our will, 128 and above an error
/// of ours.</param>
/// <param name="ReasonString">Why, in words.</param>
/// <param name="SessionExpiryInterval">Seconds that the broker keeps the session after this, in place of what
/// CONNECT said.</param>
/// <param name="UserProperties">In the order in which they are sent.</param>
public sealed record DisconnectSettings(
    byte ReasonCode = 0, string? ReasonString = null, uint? SessionExpiryInterval = null,
    IReadOnlyList<UserProperty>? UserProperties = null);
