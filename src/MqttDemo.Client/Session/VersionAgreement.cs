using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>
/// Which version of MQTT one broker speaks, as far as its answers to CONNECT tell. That it lacks MQTT 5 is proved by a
/// CONNACK that says so (MQTT 5, section 3.1.2.2), and by nothing else at once: a broker that closes or is silent may
/// be starting, or be the dead one behind a load balancer. So:
/// <code>
/// 5 accepted                                   it is 5 from then on, whatever is closed later
/// 5 refused for its version                    it is 3.1.1 from then on
/// 5 closed, 5 closed, 3.1.1 accepted, 5 closed it is 3.1.1 too: closed before and after 3.1.1 went well; that one
/// connection was a trial 5 silent, 3.1.1 accepted                     this connection is 3.1.1, the next one begins
/// with 5; silent or closed again, it is 3.1.1 anything else                                nothing is known; the next
/// attempt begins with 5
/// </code>
/// </summary>
/// <param name="pinned">The version that is asked for, and then the only one; null is none.</param>
sealed class VersionAgreement(ProtocolVersion? pinned)
{
    State state;
    bool wasSilent;

    enum State
    {
        /// <summary>Nothing is known.</summary>
        Unknown,

        /// <summary>5 was closed once.</summary>
        ClosedOnce,

        /// <summary>5 was closed twice, or silent: 3.1.1 is due.</summary>
        OlderIsDue,

        /// <summary>3.1.1 was accepted after that, and 5 is due again.</summary>
        OlderIsAccepted,

        /// <summary>It speaks 5.</summary>
        Speaks5,

        /// <summary>It does not.</summary>
        Lacks5,
    }

    /// <summary>The version to try next.</summary>
    public ProtocolVersion Next =>
        pinned ?? (state is State.OlderIsDue or State.Lacks5 ? ProtocolVersion.Mqtt311 : ProtocolVersion.Mqtt5);

    /// <summary>Silence will be answered with another version, which needs some of the time there is.</summary>
    public bool LeavesTimeForAnother =>
        pinned is null && state is State.Unknown or State.ClosedOnce or State.OlderIsAccepted;

    /// <summary>
    /// A connection with the next version is to be closed again when it is accepted, and another made.
    /// </summary>
    public bool IsTrial => pinned is null && state == State.OlderIsDue && !wasSilent;

    /// <summary>The broker has accepted a connection with the version that was next.</summary>
    public void OnAccepted() => state = state switch
    {
        State.OlderIsDue => State.OlderIsAccepted,
        State.Lacks5 => State.Lacks5,
        _ => State.Speaks5,
    };

    /// <summary>
    /// There is no connection with the version that was next. True when another attempt is due at once.
    /// </summary>
    public bool OnFailed(VersionEvidence evidence)
    {
        if (pinned is not null)
        {
            return false;
        }

        var (before, tried) = (state, Next);
        wasSilent = evidence == VersionEvidence.Silent;
        state = (tried, evidence, before) switch
        {
            (ProtocolVersion.Mqtt5, VersionEvidence.Refused, _) => State.Lacks5,
            (ProtocolVersion.Mqtt5, _, State.Speaks5) => State.Speaks5,
            (ProtocolVersion.Mqtt5, VersionEvidence.Closed or VersionEvidence.Silent, State.OlderIsAccepted) =>
                State.Lacks5,
            (ProtocolVersion.Mqtt5, VersionEvidence.Closed, State.Unknown) => State.ClosedOnce,
            (ProtocolVersion.Mqtt5, VersionEvidence.Closed or VersionEvidence.Silent, _) => State.OlderIsDue,
            (_, VersionEvidence.None, State.Lacks5 or State.OlderIsAccepted) => before,
            _ => State.Unknown,
        };
        return state != before && state is State.ClosedOnce or State.OlderIsDue or State.Lacks5;
    }
}

/// <summary>What an attempt without a connection tells of the version it was made with.</summary>
enum VersionEvidence
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The broker says that it does not speak it.</summary>
    Refused,

    /// <summary>The broker has closed instead of answering CONNECT.</summary>
    Closed,

    /// <summary>The broker has not answered CONNECT.</summary>
    Silent,
}
