using MqttDemo.Client.Session;
using MqttDemo.CommandLine.Formats;
using MqttDemo.Subscriber.Commands;
using MqttDemo.Subscriber.Filters;

namespace MqttDemo.Subscriber;

/// <summary>
/// What to subscribe to, which messages are wanted, what is done with them, when to end and how to write.
/// </summary>
sealed record SubscribeSettings(
    TopicSettings Topics, FilterSettings Filters, HandlingSettings Handling, EndingSettings Ending,
    OutputSettings Output)
{
    /// <summary>The options given that do nothing before MQTT 5.</summary>
    public IReadOnlyList<string> NeedsMqtt5 =>
        Handling.Command is { Replies: true } ? [.. Topics.NeedsMqtt5, "--reply"] : Topics.NeedsMqtt5;
}

/// <param name="Request">What to subscribe to, and what a kept session is no longer subscribed to.</param>
/// <param name="NeedsMqtt5">The options given that do nothing before MQTT 5.</param>
sealed record TopicSettings(SubscriptionRequest Request, IReadOnlyList<string> NeedsMqtt5);

/// <param name="Kind">What is done with a message.</param>
/// <param name="RemovesRetained">The broker is to forget the retained messages that have come.</param>
/// <param name="Command">The command of <see cref="HandlingKind.Command"/>.</param>
/// <param name="Watches">The topics of <see cref="HandlingKind.Topics"/> are shown until the table is written.</param>
sealed record HandlingSettings(HandlingKind Kind, bool RemovesRetained, CommandSettings? Command, bool Watches);

/// <summary>What is done with a message.</summary>
enum HandlingKind
{
    /// <summary>It is written.</summary>
    Write,

    /// <summary>It is counted.</summary>
    Rate,

    /// <summary>It is shown in a table.</summary>
    Watch,

    /// <summary>A table of the topics is written at the end.</summary>
    Topics,

    /// <summary>A command is run.</summary>
    Command,
}

/// <param name="Count">End after this many messages; null is never.</param>
/// <param name="Overall">End after this time; null is never.</param>
/// <param name="Idle">End when nothing has come for this time; null is never.</param>
/// <param name="AfterSubscribing">End when the subscriptions stand.</param>
/// <param name="Drain">How long to wait then for the acknowledgements of what was published here.</param>
sealed record EndingSettings(long? Count, TimeSpan? Overall, TimeSpan? Idle, bool AfterSubscribing, TimeSpan Drain);
