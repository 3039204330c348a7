namespace MqttDemo.Config;

/// <summary>
/// What MQTT 5 lets a client say in its CONNECT (section 3.1.2.11). Null is: not sent, or left to the session.
/// </summary>
/// <param name="ReceiveMaximum">How many messages of QoS 1 and 2 the broker may have unacknowledged with us, 1 to
/// 65,535.</param>
/// <param name="MaximumPacketSize">The longest packet we take, in bytes, from 1; a longer one breaks the
/// protocol.</param>
/// <param name="TopicAliasMaximum">How many topic aliases the broker may use, 0 to 65,535.</param>
/// <param name="RequestResponseInformation">Ask the broker where answers to us should go.</param>
/// <param name="RequestProblemInformation">False asks the broker to leave reason strings and user properties out of
/// everything but messages.</param>
/// <param name="AuthenticationMethod">The method of enhanced authentication (section 4.12); SCRAM-SHA-256 is carried
/// out here.</param>
/// <param name="AuthenticationData">What that method begins with, where it is not carried out here.</param>
/// <param name="UserProperties">In the order in which they are sent.</param>
public sealed record ConnectProperties(
    ushort? ReceiveMaximum = null,
    uint? MaximumPacketSize = null,
    ushort? TopicAliasMaximum = null,
    bool? RequestResponseInformation = null,
    bool? RequestProblemInformation = null,
    string? AuthenticationMethod = null,
    byte[]? AuthenticationData = null,
    IReadOnlyList<UserProperty>? UserProperties = null)
{
    /// <summary>The method that is carried out here (RFC 7677).</summary>
    public const string ScramSha256 = "SCRAM-SHA-256";
}
