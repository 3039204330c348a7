using MqttDemo.Config;

namespace MqttDemo.CommandLine.Options;

/// <summary>The MQTT 5 properties that the command line gives for each packet.</summary>
/// <param name="Connect">For the CONNECT.</param>
/// <param name="SessionExpiryInterval">The CONNECT's session expiry, which is a setting of the session too; in
/// seconds.</param>
/// <param name="Publish">For every PUBLISH; null when none is given.</param>
/// <param name="Will">For the will.</param>
/// <param name="WillDelayInterval">The will's delay, in seconds.</param>
/// <param name="SubscriptionIdentifier">For the SUBSCRIBE.</param>
/// <param name="Subscribe">User properties of the SUBSCRIBE.</param>
/// <param name="Unsubscribe">User properties of the UNSUBSCRIBE.</param>
/// <param name="Disconnect">For the DISCONNECT.</param>
public sealed record GivenProperties(
    ConnectProperties? Connect = null,
    uint? SessionExpiryInterval = null,
    MessageProperties? Publish = null,
    MessageProperties? Will = null,
    uint? WillDelayInterval = null,
    uint? SubscriptionIdentifier = null,
    IReadOnlyList<UserProperty>? Subscribe = null,
    IReadOnlyList<UserProperty>? Unsubscribe = null,
    DisconnectSettings? Disconnect = null)
{
    public static readonly GivenProperties None = new();
}
