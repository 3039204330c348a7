using MqttDemo.Client.Topics;
using MqttDemo.Client.Wire;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>What a SUBSCRIBE must be like (MQTT 5, section 3.8), and what becomes of each filter.</summary>
static class SubscribeRules
{
    /// <summary>No filter has more levels: the tree is as deep as the deepest of them.</summary>
    const int MostLevels = 200;

    /// <summary>A filter of 4 bytes is an object of more than 100 when it is decoded.</summary>
    const int MostFilters = 100_000;

    /// <summary>
    /// The bits of the subscription options that must be 0 (section 3.8.3.1; MQTT 3.1.1, section 3.8.3).
    /// </summary>
    const int ReservedOptions = 0xC0;
    const int ReservedOptionsBefore5 = 0xFC;

    /// <summary>Field by field to its end: what the codec does not look at.</summary>
    /// <param name="body">That of a SUBSCRIBE or an UNSUBSCRIBE.</param>
    /// <param name="hasProperties">It is of MQTT 5.</param>
    /// <param name="hasOptions">It is a SUBSCRIBE.</param>
    public static void CheckFields(ReadOnlySpan<byte> body, bool hasProperties, bool hasOptions)
    {
        var fields = new PacketFields(body);
        fields.Skip(sizeof(ushort));
        fields.Properties(
            hasOptions ? MqttControlPacketType.Subscribe : MqttControlPacketType.Unsubscribe, hasProperties);
        for (var count = 1; !fields.Rest.IsEmpty; count++)
        {
            if (count > MostFilters)
            {
                throw new ProtocolViolation(
                    MqttDisconnectReasonCode.PacketTooLarge, $"a packet with more than {MostFilters} topic filters");
            }

            fields.Text();
            if (hasOptions
                && (fields.Byte() & (hasProperties ? ReservedOptions : ReservedOptionsBefore5)) is not 0 and var bits)
            {
                throw new ProtocolViolation(
                    MqttDisconnectReasonCode.MalformedPacket,
                    $"subscription options with the reserved bits 0x{bits:X2}");
            }
        }
    }

    public static void Check(MqttSubscribePacket packet)
    {
        if (packet.TopicFilters.Count == 0)
        {
            throw new ProtocolViolation(MqttDisconnectReasonCode.ProtocolError, "a SUBSCRIBE without a topic filter");
        }

        foreach (var filter in packet.TopicFilters)
        {
            if (filter.QualityOfServiceLevel > MqttQualityOfServiceLevel.ExactlyOnce)
            {
                throw new ProtocolViolation(
                    MqttDisconnectReasonCode.ProtocolError,
                    $"a subscription with the options of QoS {(int)filter.QualityOfServiceLevel}");
            }

            if (filter.RetainHandling > MqttRetainHandling.DoNotSendOnSubscribe
                || (filter.NoLocal && TopicFilter.IsShared(filter.Topic)))
            {
                throw new ProtocolViolation(
                    MqttDisconnectReasonCode.ProtocolError,
                    $"subscription options that do not go together, for '{filter.Topic}'");
            }
        }
    }

    public static void Check(MqttUnsubscribePacket packet)
    {
        if (packet.TopicFilters.Count == 0)
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.ProtocolError, "an UNSUBSCRIBE without a topic filter");
        }
    }

    /// <summary>The reason code for one filter.</summary>
    public static MqttSubscribeReasonCode CodeOf(MqttTopicFilter filter) =>
        TopicFilter.Defect(filter.Topic) is not null || filter.Topic.AsSpan().Count('/') >= MostLevels
            ? MqttSubscribeReasonCode.TopicFilterInvalid
            : (MqttSubscribeReasonCode)filter.QualityOfServiceLevel;
}
