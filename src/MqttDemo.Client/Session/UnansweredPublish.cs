using System.Globalization;
using MqttDemo.Client.Topics;
using MqttDemo.Config;
using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>
/// The first message of ours that was sent on a connection and not answered when that ended; of QoS 0, which nothing
/// answers, the last.
/// </summary>
/// <param name="Progress">Which message it is and how far it has come: the same on two connections means that nothing
/// came of it in between.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="QualityOfService">Its QoS.</param>
/// <param name="Length">The length of its payload, in bytes.</param>
/// <param name="Retain">It is to be retained.</param>
sealed record UnansweredPublish(
    (long Number, OutboxState State) Progress, string Topic, QualityOfService QualityOfService, long Length,
    bool Retain)
{
    /// <summary>Brokers have limits from 128 KB on (AWS IoT) that MQTT 3.1.1 has no word for.</summary>
    const long ManyBytes = 100_000;

    public static UnansweredPublish Of(MqttPublishPacket packet, (long Number, OutboxState State) progress) => new(
        progress, packet.Topic, (QualityOfService)packet.QualityOfServiceLevel, packet.Payload.Length, packet.Retain);

    /// <summary>As the end of a sentence.</summary>
    public string Words => string.Create(
        CultureInfo.InvariantCulture,
        $"a message of {Size} to {ShortTopic} at QoS {(int)QualityOfService}");

    /// <summary>Its length, with the unit.</summary>
    public string Size => string.Create(CultureInfo.InvariantCulture, $"{Length} byte{(Length == 1 ? "" : "s")}");

    /// <summary>What may be wrong with it, the likeliest first.</summary>
    public string Hint => TopicName.Doubt(Topic) ?? $"{string.Join(", or ", Suspicions())}; its log should say more";

    string ShortTopic => TopicName.Short(Topic);

    IEnumerable<string> Suspicions()
    {
        if (Length >= ManyBytes)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"the broker may not accept a message of {Length} bytes");
        }

        yield return Length >= ManyBytes
            ? $"not allow the topic {ShortTopic}"
            : $"the broker may not allow the topic {ShortTopic}";
        if (QualityOfService == QualityOfService.ExactlyOnce)
        {
            yield return "not support QoS 2 (not every broker does)";
        }

        if (Retain)
        {
            yield return "not accept retained messages";
        }
    }
}
