using MqttDemo.Client.Session;
using MqttDemo.Config;

namespace MqttDemo.Subscriber.Handling;

/// <summary>
/// --remove-retained: an empty retained message takes the one that has come out of the broker (MQTT 5, section
/// 3.3.1.3), once that is safe here.
/// </summary>
sealed class RetainedRemoval(MqttSession session)
{
    long count;

    /// <summary>
    /// Whether a message is to be removed, which what the user has filtered out by its topic or its payload is not.
    /// </summary>
    // An empty one is a removal already; with --retain-as-published our own comes back.
    public static bool IsFor(in ReceivedMessage message, bool isInScope) =>
        isInScope && message.Retain && !message.Payload.IsEmpty;

    public ValueTask RemoveAsync(ReceivedMessage message, CancellationToken cancellationToken) => session.PublishAsync(
        new OutgoingMessage(
            message.Topic, default, QualityOfService.AtLeastOnce, Retain: true, Interlocked.Increment(ref count)),
        cancellationToken);

    /// <summary>Sends what has gathered; an acknowledgement does that too.</summary>
    public void Flush() => session.Flush();
}
