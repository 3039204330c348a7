using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>What a CONNACK that refuses or redirects means, in words, and for the next attempt.</summary>
/// <param name="settings">What was asked for.</param>
/// <param name="ring">Is notified where a broker sends us.</param>
/// <param name="observer">The same.</param>
sealed class Admission(ConnectionSettings settings, Ring ring, ISessionObserver observer)
{
    /// <exception cref="ConnectFailure">The broker has refused the connection.</exception>
    /// <param name="broker">The broker, as it is shown.</param>
    /// <param name="version">What was spoken.</param>
    /// <param name="connAck">What it says.</param>
    /// <param name="hasStood">There was a connection before.</param>
    public void Check(BrokerAddress broker, ProtocolVersion version, MqttConnAckPacket connAck, bool hasStood)
    {
        if (version == ProtocolVersion.Mqtt5)
        {
            CheckReasonCode(broker, connAck, hasStood);
        }
        else if (connAck.ReturnCode != MqttConnectReturnCode.ConnectionAccepted)
        {
            var code = connAck.ReturnCode;
            var evidence = code == MqttConnectReturnCode.ConnectionRefusedUnacceptableProtocolVersion
                ? VersionEvidence.Refused
                : VersionEvidence.None;
            throw Refused(
                broker, ReasonCodes.Describe(code) + ReasonCodes.Who(code, settings.Credentials),
                ReasonCodes.IsFinal(code), ReasonCodes.Hint(code, settings.Credentials), evidence);
        }
    }

    /// <summary>
    /// Where a broker redirects us, which the trace says; false when redirects are not followed, or there is nowhere to
    /// go.
    /// </summary>
    public bool TryFollow(string? reference, BrokerAddress from)
    {
        var named = ring.Redirect(reference, from);
        if (named.Count > 0)
        {
            observer.Trace($"{from} sends us to {string.Join(", ", named)}");
        }

        return named.Count > 0;
    }

    /// <summary>What to do where a broker names another one; null where it names none, or that has been done.</summary>
    public Sentence? RedirectionHint(string? reference) =>
        settings.FollowsRedirect || string.IsNullOrEmpty(reference) ? null : Advice.FollowRedirect;

    void CheckReasonCode(BrokerAddress broker, MqttConnAckPacket connAck, bool hasStood)
    {
        // A broker that knows only 3.1.1 answers with that version's return code 1.
        if (connAck.ReasonCode is MqttConnectReasonCode.UnsupportedProtocolVersion or (MqttConnectReasonCode)1)
        {
            const MqttConnectReasonCode code = MqttConnectReasonCode.UnsupportedProtocolVersion;
            throw Refused(
                broker, ReasonCodes.Describe(code), isFinal: true, ReasonCodes.Hint(code, settings.Credentials),
                VersionEvidence.Refused);
        }

        if (connAck.ReasonCode == MqttConnectReasonCode.Success)
        {
            return;
        }

        var reason = ReasonCodes.Describe(connAck.ReasonCode, connAck.ReasonString)
            + ReasonCodes.Who(connAck.ReasonCode, settings.Credentials);
        if (connAck.ReasonCode == MqttConnectReasonCode.QoSNotSupported)
        {
            throw new ConnectFailure(
                RefusedFor(broker, reason, settings.AllowsDowngrade ? null : Advice.LowerWillQos),
                isFinal: true)
            { IsQosRefused = true };
        }

        var isRedirection = ReasonCodes.IsRedirection(connAck.ReasonCode);
        var isFollowed = isRedirection && TryFollow(connAck.ServerReference, broker);
        throw Refused(
            broker,
            reason + ReasonCodes.Elsewhere(connAck.ServerReference),
            !isFollowed && ReasonCodes.IsFinal(connAck.ReasonCode, hasStood),
            isRedirection
                ? RedirectionHint(connAck.ServerReference)
                : ReasonCodes.Hint(connAck.ReasonCode, settings.Credentials));
    }

    static ConnectFailure Refused(
        BrokerAddress broker,
        string reason,
        bool isFinal,
        Sentence? hint,
        VersionEvidence evidence = VersionEvidence.None) =>
        new(RefusedFor(broker, reason, hint), isFinal, evidence);

    static MqttDemoException RefusedFor(BrokerAddress broker, string reason, Sentence? hint) =>
        new(FailureKind.Refused, $"{broker} refused the connection: {reason}", hint);
}
