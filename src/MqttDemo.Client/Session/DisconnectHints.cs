using MqttDemo.Client.Topics;
using MqttDemo.Config;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// What to do when the broker ends a connection that stood, one line for each reason code that says what is wrong
/// (MQTT 5, section 3.14.2.1).
/// </summary>
static class DisconnectHints
{
    /// <summary>
    /// Null where the code does not say what to do: what may be wrong then is said of the message that was not answered
    /// (<see cref="UnansweredPublish.Hint"/>), where there is one.
    /// </summary>
    /// <param name="code">Why the broker has ended it.</param>
    /// <param name="unanswered">What of ours was not answered; null is nothing.</param>
    /// <param name="filters">What we have asked for without an answer.</param>
    public static Sentence? Of(
        MqttDisconnectReasonCode code, UnansweredPublish? unanswered, IEnumerable<string> filters) => code switch
        {
            MqttDisconnectReasonCode.MalformedPacket or MqttDisconnectReasonCode.ProtocolError =>
                Doubt(unanswered is null ? filters : filters.Append(unanswered.Topic)) ?? Advice.PacketNotUnderstood,
            MqttDisconnectReasonCode.NotAuthorized when unanswered is null =>
                "this user may not be allowed to do that, or the login has expired; the broker's log should say more",
            MqttDisconnectReasonCode.SessionTakenOver => Advice.OwnClientIds,
            MqttDisconnectReasonCode.TopicFilterInvalid =>
                "the broker does not accept a topic filter that was subscribed to; its log should say which",
            MqttDisconnectReasonCode.TopicNameInvalid => unanswered is null
                ? "the broker does not accept a topic that was published to; its log should say which"
                : $"the broker does not accept the topic {TopicName.Short(unanswered.Topic)}",
            MqttDisconnectReasonCode.ReceiveMaximumExceeded => Advice.FewerAtOnce,
            MqttDisconnectReasonCode.TopicAliasInvalid => Advice.WithoutTopicAlias,
            MqttDisconnectReasonCode.PacketTooLarge => TooLarge(unanswered),
            MqttDisconnectReasonCode.PayloadFormatInvalid =>
                "the payload is not UTF-8 text, though its payload-format-indicator says so: leave that out, or "
                + "correct the payload",
            MqttDisconnectReasonCode.RetainNotSupported => Advice.WithoutRetain,
            MqttDisconnectReasonCode.QoSNotSupported => Advice.LowerQos(unanswered?.QualityOfService),
            MqttDisconnectReasonCode.SharedSubscriptionsNotSupported => Advice.WithoutShare,
            MqttDisconnectReasonCode.SubscriptionIdentifiersNotSupported =>
                "the broker does not support subscription identifiers: leave out subscription-identifier",
            MqttDisconnectReasonCode.WildcardSubscriptionsNotSupported =>
                "the broker does not support wildcards: name each topic instead of + and #",
            _ => ReasonCodes.FullHint(code),
        };

    static Sentence? Doubt(IEnumerable<string> topics) =>
        topics.Select(TopicName.Doubt).OfType<string>().FirstOrDefault() is { } doubt ? doubt : null;

    static Sentence TooLarge(UnansweredPublish? unanswered)
    {
        var which = unanswered is null
            ? ""
            : $" (the first that it has not answered, to {TopicName.Short(unanswered.Topic)}, has {unanswered.Size})";
        return $"a message{which} is longer than the broker accepts: send shorter ones, or raise its limit "
            + "(mosquitto: max_packet_size, message_size_limit)";
    }
}
