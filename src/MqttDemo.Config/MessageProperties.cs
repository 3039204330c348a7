namespace MqttDemo.Config;

/// <summary>
/// What a message carries beside its payload (MQTT 5, section 3.3.2.3). Null is: not sent. Before MQTT 5 nothing of it
/// is.
/// </summary>
/// <param name="PayloadFormatIndicator">True: the payload is UTF-8 text; false or null: bytes.</param>
/// <param name="MessageExpiryInterval">Seconds after which a broker that still has the message throws it away; from
/// 1.</param>
/// <param name="TopicAlias">The alias under which the topic is known from the first message on, from 1; null leaves the
/// choice to the session.</param>
/// <param name="ResponseTopic">The topic for an answer, without wildcards.</param>
/// <param name="CorrelationData">What an answer repeats, so that it can be told from others; at most 65,535
/// bytes.</param>
/// <param name="ContentType">What the payload is, in the sender's words: a MIME type, for instance.</param>
/// <param name="UserProperties">In the order in which they are sent.</param>
public sealed record MessageProperties(
    bool? PayloadFormatIndicator = null,
    uint? MessageExpiryInterval = null,
    ushort? TopicAlias = null,
    string? ResponseTopic = null,
    byte[]? CorrelationData = null,
    string? ContentType = null,
    IReadOnlyList<UserProperty>? UserProperties = null);
