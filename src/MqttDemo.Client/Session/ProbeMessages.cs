using System.Buffers;
using System.Globalization;
using System.Text;
using MqttDemo.Client.Topics;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>The messages of a probe, what brings them back, and what is in them.</summary>
sealed class ProbeMessages
{
    readonly string token = Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
    readonly MqttPublishPacket packet = new();
    long number;
    byte[] payload = [];

    /// <param name="filters">What the user subscribes to.</param>
    /// <param name="clientId">Whose they are.</param>
    public ProbeMessages(IReadOnlyList<TopicSubscription> filters, string clientId)
    {
        var asked = filters.Max(one => one.QualityOfService);
        HighestQoS = asked == QualityOfService.AtMostOnce ? asked : QualityOfService.AtLeastOnce;
        var topic = ProbeTopic.Of(clientId);
        Plain = new(topic, topic);
        SharedFilter = filters.FirstOrDefault(one => TopicFilter.IsShared(one.Filter))?.Filter;
        var sharedTopic = $"{topic}/shared";
        var comesOtherwise = filters.Any(
            one => !TopicFilter.IsShared(one.Filter) && TopicFilter.Matches(one.Filter, sharedTopic));
        Shared = SharedFilter is null || comesOtherwise ? null : new(sharedTopic, $"$share/probe/{sharedTopic}");
    }

    /// <summary>At which they go, where the broker takes that.</summary>
    public QualityOfService HighestQoS { get; }

    public ProbeMessage Plain { get; }

    /// <summary>
    /// Comes back only where $share is served; null where no subscription is shared, or it could come otherwise.
    /// </summary>
    public ProbeMessage? Shared { get; }

    /// <summary>The first filter of the user's that is shared.</summary>
    public string? SharedFilter { get; }

    public IEnumerable<ProbeMessage> All => Shared is null ? [Plain] : [Plain, Shared];

    /// <summary>A message that has been published has not come back.</summary>
    public bool AreOut => All.Any(one => one.IsOut);

    /// <summary>What brings the messages back.</summary>
    public IEnumerable<TopicSubscription> Filters =>
        All.Select(one => new TopicSubscription(one.Filter, HighestQoS, RetainHandling: RetainHandling.Never));

    /// <summary>What they ask for, as the end of a sentence.</summary>
    public string Rights =>
        $"the right to publish to {Plain.Topic} and to subscribe to it"
            + (Shared is null ? "" : $" and {Shared.Filter}");

    /// <summary>The one that is published to a topic.</summary>
    public ProbeMessage? To(string topic) => topic == Plain.Topic ? Plain : topic == Shared?.Topic ? Shared : null;

    /// <summary>From now on they have a content that none has had before.</summary>
    public void Renew() =>
        payload = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{token}-{++number}"));

    public bool IsContent(ReadOnlySpan<byte> content) => content.SequenceEqual(payload);

    public MqttPublishPacket Packet(ProbeMessage message, QualityOfService qos, uint expiry)
    {
        packet.Topic = message.Topic;
        packet.Payload = new ReadOnlySequence<byte>(payload);
        packet.QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos;
        packet.PacketIdentifier = message.Identifier;
        packet.MessageExpiryInterval = expiry;
        return packet;
    }

    /// <summary>
    /// Those that are out do not come any more. Behind messages that the broker held back they expire.
    /// </summary>
    public void GiveUp()
    {
        foreach (var message in All)
        {
            message.IsOut = false;
        }
    }
}
