using System.Runtime.CompilerServices;
using System.Text;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>From our properties to those of MQTTnet's packets, where 0 and null are: not sent.</summary>
static class PacketProperties
{
    /// <summary>The objects that a user property is made of.</summary>
    const int UserPropertyOverhead = 200;

    /// <summary>A stream's messages share theirs.</summary>
    static readonly ConditionalWeakTable<IReadOnlyList<UserProperty>, List<MqttUserProperty>> Converted = [];

    /// <summary>The properties of a message into its packet; what the packet had before is gone.</summary>
    public static void Fill(MqttPublishPacket packet, MessageProperties? properties)
    {
        if (properties is null && !AreIn(packet))
        {
            return;
        }

        packet.PayloadFormatIndicator = Indicator(properties);
        packet.MessageExpiryInterval = properties?.MessageExpiryInterval ?? 0;
        packet.TopicAlias = properties?.TopicAlias ?? 0;
        packet.ResponseTopic = properties?.ResponseTopic;
        packet.CorrelationData = properties?.CorrelationData;
        packet.ContentType = properties?.ContentType;
        packet.UserProperties = Of(properties?.UserProperties);
    }

    /// <summary>The will into the CONNECT.</summary>
    public static void Fill(MqttConnectPacket packet, WillSettings? will)
    {
        if (will is null)
        {
            return;
        }

        packet.WillFlag = true;
        packet.WillTopic = will.Topic;
        packet.WillMessage = will.Payload.ToArray();
        packet.WillQoS = (MqttQualityOfServiceLevel)will.QualityOfService;
        packet.WillRetain = will.Retain;
        packet.WillDelayInterval = will.DelayInterval ?? 0;
        packet.WillPayloadFormatIndicator = Indicator(will.Properties);
        packet.WillMessageExpiryInterval = will.Properties?.MessageExpiryInterval ?? 0;
        packet.WillResponseTopic = will.Properties?.ResponseTopic;
        packet.WillCorrelationData = will.Properties?.CorrelationData;
        packet.WillContentType = will.Properties?.ContentType;
        packet.WillUserProperties = Of(will.Properties?.UserProperties);
    }

    /// <summary>The packet carries any.</summary>
    public static bool AreIn(MqttPublishPacket packet) =>
        packet.UserProperties is { Count: > 0 }
        || packet.ContentType is not null
        || packet.CorrelationData is not null
        || packet.ResponseTopic is not null
        || packet.MessageExpiryInterval != 0
        || packet.TopicAlias != 0
        || packet.PayloadFormatIndicator != MqttPayloadFormatIndicator.Unspecified;

    /// <summary>About how much memory the properties of a message take.</summary>
    public static long Cost(MqttPublishPacket packet)
    {
        var cost = (2L * ((packet.ContentType?.Length ?? 0) + (packet.ResponseTopic?.Length ?? 0)))
            + (packet.CorrelationData?.Length ?? 0)
            + (sizeof(uint) * (long)(packet.SubscriptionIdentifiers?.Count ?? 0));
        if (packet.UserProperties is not { } properties)
        {
            return cost;
        }

        foreach (var property in properties)
        {
            cost += UserPropertyOverhead + (2 * property.Name.Length) + property.ValueBuffer.Length;
        }

        return cost;
    }

    /// <summary>An upper bound for the bytes that they take in the packet.</summary>
    public static long MostBytes(MqttPublishPacket packet)
    {
        if (!AreIn(packet))
        {
            return 0;
        }

        // Those of a fixed length, and the lengths of the others.
        long bytes = 64
            + (packet.CorrelationData?.Length ?? 0)
            + MostBytes(packet.ContentType)
            + MostBytes(packet.ResponseTopic);
        foreach (var property in packet.UserProperties ?? [])
        {
            bytes += 5 + MostBytes(property.Name) + property.ValueBuffer.Length;
        }

        return bytes;
    }

    /// <summary>In UTF-8.</summary>
    static long MostBytes(string? text) => 3L * (text?.Length ?? 0);

    static MqttPayloadFormatIndicator Indicator(MessageProperties? properties) =>
        properties?.PayloadFormatIndicator == true
            ? MqttPayloadFormatIndicator.CharacterData
            : MqttPayloadFormatIndicator.Unspecified;

    public static List<MqttUserProperty>? Of(IReadOnlyList<UserProperty>? properties) =>
        properties is { Count: > 0 } ? Converted.GetValue(properties, Convert) : null;

    static List<MqttUserProperty> Convert(IReadOnlyList<UserProperty> properties) =>
        [
            .. properties.Select(
                property =>
                    new MqttUserProperty(property.Name, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(property.Value)))];
}
