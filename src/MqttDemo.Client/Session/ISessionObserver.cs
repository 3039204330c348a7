using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>Is notified of what happens to a session; called one at a time, never with a lock held.</summary>
public interface ISessionObserver
{
    /// <summary>A connection is established.</summary>
    /// <param name="broker">The broker it leads to.</param>
    /// <param name="result">The result code of the CONNACK, in its own word: Success.</param>
    /// <param name="version">The version of MQTT that is spoken.</param>
    /// <param name="isResumed">The broker still knew the session.</param>
    void Connected(BrokerAddress broker, string result, ProtocolVersion version, bool isResumed);

    /// <summary>The connection has ended and another is being made.</summary>
    /// <param name="reason">Why, as the end of a sentence.</param>
    /// <param name="hint">What to do about it; null where there is nothing to say.</param>
    void ConnectionLost(string reason, Sentence? hint);

    /// <summary>An attempt to connect has failed and will be repeated.</summary>
    /// <param name="reason">Why, as a sentence.</param>
    /// <param name="delay">How long until the next attempt.</param>
    void ConnectFailed(Sentence reason, TimeSpan delay);

    /// <summary>A message was refused or could not be sent. The others go on.</summary>
    /// <param name="refusal">Which and why.</param>
    void Refused(PublishRefusal refusal);

    /// <summary>The session is established, but not as it was requested.</summary>
    /// <param name="sentence">What is different.</param>
    void Warn(Sentence sentence);

    /// <summary>A line of the trace: a packet that went by, a decision that was made.</summary>
    /// <param name="remark">One line.</param>
    void Trace(string remark);

    /// <summary>Whether anyone reads the remarks: building one for each packet is not free.</summary>
    bool WantsTrace { get; }
}
