using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats;

namespace MqttDemo.Subscriber;

/// <summary>What to subscribe to, when to end and how to write.</summary>
sealed record SubscribeSettings(TopicSettings Topics, EndingSettings Ending, OutputSettings Output);

/// <param name="Request">What to subscribe to, and what a kept session is no longer subscribed to.</param>
/// <param name="FilterOut">Messages whose topic matches one of these are acknowledged and not written.</param>
sealed record TopicSettings(SubscriptionRequest Request, IReadOnlyList<string> FilterOut);

/// <param name="Count">End after so many messages; null is never.</param>
/// <param name="Overall">End after so long; null is never.</param>
/// <param name="Idle">End when nothing has come for so long; null is never.</param>
sealed record EndingSettings(long? Count, TimeSpan? Overall, TimeSpan? Idle);
