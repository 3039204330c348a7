using MailKit.Security;
using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>
/// SCRAM-SHA-256 (RFC 7677) inside MQTT 5's enhanced authentication (section 4.12): the password is proved and never sent, and the broker proves that it
/// knows it too. The exchange itself is MailKit's.
/// </summary>
sealed class ScramAuthentication(Credentials credentials)
{
    readonly SaslMechanismScramSha256 mechanism = new(credentials.Username ?? "", credentials.Password ?? "");

    /// <summary>The broker has proved that it knows the password.</summary>
    public bool IsComplete => mechanism.IsAuthenticated;

    /// <summary>What the CONNECT begins with.</summary>
    public byte[] Begin() => Convert.FromBase64String(mechanism.Challenge(null));

    /// <summary>The answer to what the broker has sent.</summary>
    /// <exception cref="SaslException">The broker's part makes no sense, or its proof is wrong.</exception>
    public byte[] Continue(byte[]? challenge) => Convert.FromBase64String(mechanism.Challenge(Convert.ToBase64String(challenge ?? [])) ?? "");
}
