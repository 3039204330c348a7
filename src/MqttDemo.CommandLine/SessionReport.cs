using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.CommandLine;

/// <summary>Tells on stderr what happens to the session.</summary>
/// <param name="messages">Where to.</param>
/// <param name="announces">Say that the first connection stands, as the subscriber does.</param>
/// <param name="wantsTrace">--debug.</param>
/// <param name="consequence">What it means for this app that the broker has forgotten the session; null is
/// nothing.</param>
/// <param name="needsMqtt5">The options given that do nothing before MQTT 5.</param>
/// <param name="missed">What it means for this app that there was no connection for a while, though the broker has kept
/// the session; null is nothing.</param>
/// <param name="beforeMqtt5">What an MQTT before 5 means for this app, said beside the version; null is
/// nothing.</param>
/// <param name="time">The clock; null is the system's.</param>
public sealed class SessionReport(
    Messages messages,
    bool announces,
    bool wantsTrace,
    Func<Outage, string?> consequence,
    IReadOnlyList<string>? needsMqtt5 = null,
    string? beforeMqtt5 = null,
    string? missed = null,
    TimeProvider? time = null) : ISessionObserver
{
    /// <summary>Refusals are reported one by one up to here; the summary counts them all.</summary>
    const int MostRefusals = 10;

    readonly HashSet<string> hints = [];
    bool wasConnected;
    ProtocolVersion? spoken;
    bool isRetrying;
    int refusals;
    long lostSince;

    public bool WantsTrace => wantsTrace;

    TimeProvider Time => time ?? TimeProvider.System;

    public void Connected(BrokerAddress broker, string result, ProtocolVersion version, bool isResumed)
    {
        var sentence = $"Connected to {broker}: {result}{Spoken(version)}";
        if (wasConnected && Meaning(version, isResumed) is { } meaning)
        {
            messages.Warning(messages.IsQuiet ? meaning : $"{sentence}; {meaning}");
        }
        else if (announces || wasConnected || isRetrying)
        {
            messages.Note(sentence);
        }

        if (version != spoken && version < ProtocolVersion.Mqtt5 && needsMqtt5 is { Count: > 0 })
        {
            messages.Warning(
                $"{broker} does not speak MQTT 5, and so {string.Join(", ", needsMqtt5)} will have no effect");
        }

        Trace($"MQTT {version.Name()}, session {(isResumed ? "resumed" : "new")}");
        (wasConnected, spoken, isRetrying) = (true, version, false);
    }

    public void ConnectionLost(string reason, Sentence? hint)
    {
        isRetrying = true;
        lostSince = Time.GetTimestamp();
        messages.Warning($"the connection was lost: {reason}; reconnecting", FirstTime(hint));
    }

    public void ConnectFailed(Sentence reason, TimeSpan delay)
    {
        // Once for each outage; every attempt only with --debug.
        if (!isRetrying)
        {
            isRetrying = true;
            messages.Warning($"{reason}; trying again");
        }

        Trace($"{reason}; next attempt in {delay.TotalSeconds:0.0} s");
    }

    public void Refused(PublishRefusal refusal)
    {
        if (++refusals <= MostRefusals)
        {
            messages.Error(
                new MqttDemoException(
                    FailureKind.Denied, $"message {refusal.Position} was not published: {refusal.Reason}",
                    Hint(refusal)));
        }
        else if (refusals == MostRefusals + 1)
        {
            messages.Error("more messages were not published; the last line counts them");
        }
    }

    /// <summary>
    /// What the outage means for this app; null is nothing. In one line with the connection, so that an outage takes
    /// two.
    /// </summary>
    string? Meaning(ProtocolVersion version, bool isResumed) =>
        !isResumed && consequence(new(version, Time.GetElapsedTime(lostSince))) is { } meaning
            ? $"the broker has started a new session: {meaning}"
            : missed;

    /// <summary>Nothing for MQTT 5; an older version is named, with what it lacks when it is new.</summary>
    string Spoken(ProtocolVersion version)
    {
        var lacks = version == spoken || beforeMqtt5 is null ? "" : $", {beforeMqtt5}";
        return version == ProtocolVersion.Mqtt5 ? "" : $" (MQTT {version.Name()}{lacks})";
    }

    /// <summary>Said once.</summary>
    Sentence? Hint(PublishRefusal refusal)
    {
        Sentence? hint = refusal.MaximumQoS is { } maximum
            ? $"{RunSettings.Qos.To($"{(int)maximum}")} publishes at that; {RunSettings.AllowDowngrade.Named} at what "
                + $"the broker takes"
            : refusal.Hint;
        return FirstTime(hint);
    }

    Sentence? FirstTime(Sentence? hint) => hint is not null && hints.Add(hint.ToString()) ? hint : null;

    public void Warn(Sentence sentence) => messages.Warning(sentence);

    public void Trace(string remark)
    {
        if (wantsTrace)
        {
            messages.Trace(remark);
        }
    }
}

/// <summary>There was no connection for a while.</summary>
/// <param name="Version">What is spoken on the present connection.</param>
/// <param name="Lasted">How long there was none.</param>
public readonly record struct Outage(ProtocolVersion Version, TimeSpan Lasted);
