using MqttDemo.Client.Session;
using MqttDemo.Client.Topics;
using MqttDemo.CommandLine.Streams;
using MqttDemo.Config;

namespace MqttDemo.Subscriber.Commands;

/// <summary>
/// --reply: publishes the answer to a request (MQTT 5, section 4.10) at the QoS of the request, with its correlation
/// data.
/// </summary>
sealed class Reply(MqttSession session, Messages messages)
{
    long count;

    /// <summary>
    /// Accepts the answer for sending. On the connection it goes before the acknowledgement of the request, so the
    /// broker never has only that.
    /// </summary>
    public async ValueTask SendAsync(
        ReceivedMessage request, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        if (request.ResponseTopic is not { } topic)
        {
            messages.Warning($"a message of {request.Topic} has no response topic: there is nobody to reply to");
            return;
        }

        if (TopicName.Defect(topic) is { } defect)
        {
            messages.Warning(
                $"a message of {request.Topic} has the response topic '{TerminalText.Shorten(topic)}', and {defect}: "
                + "there is nobody to reply to");
            return;
        }

        var properties = request.CorrelationData is { } correlation
            ? new MessageProperties(CorrelationData: correlation)
            : null;
        await session.PublishAsync(
            new OutgoingMessage(
                topic, answer, request.QualityOfService, Retain: false, Interlocked.Increment(ref count),
                KeepsPayload: true, properties),
            cancellationToken);
        session.Flush();
    }
}
