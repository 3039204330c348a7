using MqttDemo.Client.Session;
using MqttDemo.Config;
using MqttDemo.Subscriber.Filters;

namespace MqttDemo.Subscriber.Handling;

/// <summary>--remove-retained: an empty retained message takes the one that has come out of the broker (MQTT 5, section 3.3.1.3), once that is safe here.</summary>
sealed class RetainedRemoval(MqttSession session, Selection selection)
{
    long count;

    public async ValueTask RemoveAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        // An empty one is a removal already; with --retain-as-published our own comes back.
        if (!message.Retain || message.Payload.IsEmpty || !selection.IsInScope(message))
        {
            return;
        }

        await session.PublishAsync(
            new OutgoingMessage(message.Topic, default, QualityOfService.AtLeastOnce, Retain: true, Interlocked.Increment(ref count)), cancellationToken);
    }

    /// <summary>Sends what has gathered; an acknowledgement does that too.</summary>
    public void Flush() => session.Flush();
}
