using System.Globalization;
using System.Text;
using MailKit.Security;
using MqttDemo.Client.Transport;
using MqttDemo.Config;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// SCRAM-SHA-256 (RFC 7677) inside MQTT 5's enhanced authentication (section 4.12): the password is proved and never
/// sent, and the broker proves that it knows it too. The exchange itself is MailKit's.
/// </summary>
sealed class ScramAuthentication
{
    /// <summary>
    /// Fewer would make the proof cheap to guess the password from (RFC 7677, section 4); more would keep us busy for a
    /// false broker.
    /// </summary>
    const int FewestIterations = 4096;
    const int MostIterations = 1_000_000;

    readonly SaslMechanismScramSha256 mechanism;

    /// <exception cref="MqttDemoException">
    /// The user name or the password has characters that are not allowed (FailureKind.Usage); there is no
    /// cryptography here (FailureKind.Unreachable).
    /// </exception>
    public ScramAuthentication(Credentials credentials)
    {
        OpenSsl.Require(ConnectProperties.ScramSha256);
        Check(credentials.Username ?? "", "user name");
        Check(credentials.Password ?? "", "password");
        mechanism = new(credentials.Username ?? "", credentials.Password ?? "");
    }

    /// <summary>What the CONNECT begins with.</summary>
    public byte[] Begin() => Convert.FromBase64String(mechanism.Challenge(null));

    /// <summary>The answer to the broker's challenge.</summary>
    /// <exception cref="MqttProtocolViolationException">It is not one.</exception>
    /// <exception cref="MqttDemoException">It is one that is not safe to answer (FailureKind.Refused).</exception>
    public MqttAuthPacket Answer(MqttAuthPacket challenge)
    {
        if (challenge.ReasonCode != MqttAuthenticateReasonCode.ContinueAuthentication
            || challenge.AuthenticationMethod != ConnectProperties.ScramSha256)
        {
            throw new MqttProtocolViolationException($"its AUTH does not go on with {ConnectProperties.ScramSha256}");
        }

        CheckIterations(challenge.AuthenticationData);
        return new()
        {
            ReasonCode = MqttAuthenticateReasonCode.ContinueAuthentication,
            AuthenticationMethod = ConnectProperties.ScramSha256,
            AuthenticationData = Continue(challenge.AuthenticationData),
        };
    }

    /// <summary>The broker's own proof comes with its CONNACK. One that leaves it out may be anybody.</summary>
    /// <exception cref="MqttDemoException">There is none, or it is wrong (FailureKind.Refused).</exception>
    public void Verify(MqttConnAckPacket connAck)
    {
        Continue(connAck.AuthenticationData);
        if (!mechanism.IsAuthenticated)
        {
            throw Unproved("it sends no proof", null);
        }
    }

    static void Check(string text, string what)
    {
        if (ByteText.Defect(text) is { } defect)
        {
            throw Usage($"the {what} is not text, which {ConnectProperties.ScramSha256} needs: {defect}");
        }

        try
        {
            SaslMechanism.SaslPrep(text);
        }
        catch (ArgumentException e)
        {
            throw Usage(
                $"the {what} has a character that {ConnectProperties.ScramSha256} does not allow",
                "control characters, for instance", e);
        }
    }

    static void CheckIterations(byte[]? challenge)
    {
        var attribute = Encoding.UTF8.GetString(challenge ?? []).Split(',').FirstOrDefault(
            part => part.StartsWith("i=", StringComparison.Ordinal));
        var digits = attribute.AsSpan(Math.Min(2, attribute?.Length ?? 0));
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is < FewestIterations or > MostIterations)
        {
            throw Unproved(
                $"it asks for {count} iterations; accepted are {FewestIterations} to {MostIterations}", null);
        }
    }

    byte[] Continue(byte[]? challenge)
    {
        try
        {
            return Convert.FromBase64String(mechanism.Challenge(Convert.ToBase64String(challenge ?? [])) ?? "");
        }
        catch (Exception e) when (e is SaslException or FormatException or ArgumentException)
        {
            throw Unproved(e.Message.TrimEnd('.'), e);
        }
    }

    static MqttDemoException Unproved(string reason, Exception? cause) =>
        new(
            FailureKind.Refused, $"the broker has not proved that it knows the password: {reason}",
            "is this the broker you mean? its log may say more", cause);
}
