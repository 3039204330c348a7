using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>A message to publish.</summary>
/// <param name="Topic">A well-formed topic name.</param>
/// <param name="Payload">The bytes. They are copied before PublishAsync returns, unless
/// <paramref name="KeepsPayload"/>.</param>
/// <param name="QualityOfService">How sure the delivery must be.</param>
/// <param name="Retain">The broker keeps it for later subscribers.</param>
/// <param name="Position">Where it stands in the input, from 1: what a refusal is reported with.</param>
/// <param name="KeepsPayload">The bytes will not change until the session has ended, so they need not be
/// copied.</param>
/// <param name="Properties">What MQTT 5 carries along; null is nothing.</param>
public readonly record struct OutgoingMessage(
    string Topic,
    ReadOnlyMemory<byte> Payload,
    QualityOfService QualityOfService,
    bool Retain,
    long Position,
    bool KeepsPayload = false,
    MessageProperties? Properties = null)
{
    /// <summary>
    /// No payload can be longer: the largest Remaining Length (MQTT 5, section 2.1.4), of which the topic takes its
    /// share.
    /// </summary>
    public const int LongestPayload = 268_435_455;
}
