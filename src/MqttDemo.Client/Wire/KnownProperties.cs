using MQTTnet.Protocol;

namespace MqttDemo.Client.Wire;

/// <summary>Which properties a packet may have (MQTT 5, section 2.2.2.2), a bit for each.</summary>
static class KnownProperties
{
    const ulong UserProperty = 1UL << (int)MqttPropertyId.UserProperty;

    /// <summary>Those of the will in a CONNECT (section 3.1.3.2).</summary>
    public static ulong OfWill => UserProperty | Bits(
        MqttPropertyId.WillDelayInterval, MqttPropertyId.PayloadFormatIndicator, MqttPropertyId.MessageExpiryInterval,
        MqttPropertyId.ContentType,
        MqttPropertyId.ResponseTopic, MqttPropertyId.CorrelationData);

    public static ulong Of(MqttControlPacketType type, PacketSender sender) => UserProperty | type switch
    {
        MqttControlPacketType.Connect => Bits(
            MqttPropertyId.SessionExpiryInterval, MqttPropertyId.ReceiveMaximum, MqttPropertyId.MaximumPacketSize,
            MqttPropertyId.TopicAliasMaximum,
            MqttPropertyId.RequestResponseInformation, MqttPropertyId.RequestProblemInformation,
            MqttPropertyId.AuthenticationMethod,
            MqttPropertyId.AuthenticationData),
        MqttControlPacketType.Publish => Bits(
            MqttPropertyId.PayloadFormatIndicator, MqttPropertyId.MessageExpiryInterval, MqttPropertyId.TopicAlias,
            MqttPropertyId.ResponseTopic,
            MqttPropertyId.CorrelationData, MqttPropertyId.SubscriptionIdentifier, MqttPropertyId.ContentType),
        MqttControlPacketType.ConnAck => Bits(
            MqttPropertyId.SessionExpiryInterval, MqttPropertyId.ReceiveMaximum, MqttPropertyId.MaximumQoS,
            MqttPropertyId.RetainAvailable,
            MqttPropertyId.MaximumPacketSize, MqttPropertyId.AssignedClientIdentifier, MqttPropertyId.TopicAliasMaximum,
            MqttPropertyId.ReasonString,
            MqttPropertyId.WildcardSubscriptionAvailable, MqttPropertyId.SubscriptionIdentifiersAvailable,
            MqttPropertyId.SharedSubscriptionAvailable,
            MqttPropertyId.ServerKeepAlive, MqttPropertyId.ResponseInformation, MqttPropertyId.ServerReference,
            MqttPropertyId.AuthenticationMethod,
            MqttPropertyId.AuthenticationData),
        MqttControlPacketType.Subscribe => Bits(MqttPropertyId.SubscriptionIdentifier),
        MqttControlPacketType.Unsubscribe => 0,
        // Only a client says how long its session lasts, only a broker says where else to go (section 3.14.2.2).
        MqttControlPacketType.Disconnect => Bits(
            MqttPropertyId.ReasonString,
            sender == PacketSender.Client ? MqttPropertyId.SessionExpiryInterval : MqttPropertyId.ServerReference),
        MqttControlPacketType.Auth =>
            Bits(MqttPropertyId.AuthenticationMethod, MqttPropertyId.AuthenticationData, MqttPropertyId.ReasonString),
        _ => Bits(MqttPropertyId.ReasonString),
    };

    /// <summary>Of several subscriptions that bring one message each has its identifier (section 3.3.2.3.8).</summary>
    public static ulong Repeatable(MqttControlPacketType type, PacketSender sender) =>
        type == MqttControlPacketType.Publish && sender == PacketSender.Broker
            ? UserProperty | Bits(MqttPropertyId.SubscriptionIdentifier)
            : UserProperty;

    static ulong Bits(params ReadOnlySpan<MqttPropertyId> ids)
    {
        var bits = 0UL;
        foreach (var id in ids)
        {
            bits |= 1UL << (int)id;
        }

        return bits;
    }
}
