using MqttDemo.Client.Session;

namespace MqttDemo.Subscriber;

/// <summary>What to subscribe to, when to end and how to write.</summary>
sealed record SubscribeSettings(TopicSettings Topics, EndingSettings Ending, OutputSettings Output);

/// <param name="Subscriptions">What to subscribe to.</param>
/// <param name="Unwanted">What a kept session is no longer subscribed to.</param>
/// <param name="FilterOut">Messages whose topic matches one of these are acknowledged and not written.</param>
/// <param name="AllowsDowngrade">Take a subscription that is granted at a lower QoS.</param>
sealed record TopicSettings(IReadOnlyList<TopicSubscription> Subscriptions, IReadOnlyList<string> Unwanted, IReadOnlyList<string> FilterOut, bool AllowsDowngrade);

/// <param name="Count">End after so many messages; null is never.</param>
/// <param name="Overall">End after so long; null is never.</param>
/// <param name="Idle">End when nothing has come for so long; null is never.</param>
sealed record EndingSettings(long? Count, TimeSpan? Overall, TimeSpan? Idle);

/// <param name="Format">How a message is written; null is what suits a terminal or a pipe.</param>
/// <param name="EndsLines">A line end follows each message.</param>
/// <param name="File">Append to this file; null is stdout.</param>
sealed record OutputSettings(OutputFormat? Format, bool EndsLines, string? File);

/// <summary>The ways to write a message.</summary>
enum OutputFormat
{
    /// <summary>Received message: PAYLOAD, topic: TOPIC.</summary>
    Sentence,

    /// <summary>The payload.</summary>
    Payload,

    /// <summary>The topic and the payload.</summary>
    Verbose,

    /// <summary>The payload's bytes and nothing else.</summary>
    Raw,

    /// <summary>The payload in hexadecimal.</summary>
    Hex,

    /// <summary>One JSON object.</summary>
    Json,
}
