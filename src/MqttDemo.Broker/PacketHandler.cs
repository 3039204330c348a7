using MqttDemo.Client.Session;
using MqttDemo.Client.Wire;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>What a client's packets do. Called with the gate held.</summary>
sealed class PacketHandler(ClientConnection connection)
{
    readonly ReceivedTopicAliases aliases = new(connection.Broker.Gate, ConnAckPackets.TopicAliasMaximum);
    readonly MqttPubAckPacket pubAck = new();
    readonly MqttPubRecPacket pubRec = new();
    readonly MqttPubCompPacket pubComp = new();
    string? topic;

    MqttBroker Broker => connection.Broker;

    Session Session => connection.Session!;

    OutgoingQueue Outgoing => Session.Outgoing;

    public void Handle(MqttPacket packet)
    {
        Broker.Gate.AssertHeld();
        switch (packet)
        {
            case MqttPublishPacket publish:
                OnPublish(publish);
                break;
            case MqttPubAckPacket answer:
                Outgoing.OnPubAck(answer);
                OnAcknowledged();
                break;
            case MqttPubRecPacket answer:
                Outgoing.OnPubRec(answer, connection);
                OnAcknowledged();
                break;
            case MqttPubCompPacket answer:
                Outgoing.OnPubComp(answer);
                OnAcknowledged();
                break;
            case MqttPubRelPacket release:
                OnPubRel(release);
                break;
            case MqttSubscribePacket subscribe:
                SubscribeRules.Check(subscribe);
                Broker.Sessions.Subscribe(connection, subscribe);
                break;
            case MqttUnsubscribePacket unsubscribe:
                SubscribeRules.Check(unsubscribe);
                Broker.Sessions.Unsubscribe(connection, unsubscribe);
                break;
            case MqttPingReqPacket:
                connection.Sending.Add(MqttPingRespPacket.Instance);
                break;
            case MqttDisconnectPacket disconnect:
                OnDisconnect(disconnect);
                break;
            default:
                throw new ProtocolViolation(
                    MqttDisconnectReasonCode.ProtocolError,
                    $"a {packet.GetType().Name} is not for a broker to receive now");
        }
    }

    void OnAcknowledged()
    {
        Outgoing.Pump();
        FlowControl.OnDrained(Session);
    }

    void OnPublish(MqttPublishPacket packet)
    {
        PublishRules.CheckBeginning(packet);
        Resolve(packet);
        PublishRules.CheckTopic(packet);
        if (Broker.IsEnding)
        {
            // No subscriber would get it, and so it is not acknowledged.
            return;
        }

        switch (packet.QualityOfServiceLevel)
        {
            case MqttQualityOfServiceLevel.AtMostOnce:
                Publish(packet);
                break;
            case MqttQualityOfServiceLevel.AtLeastOnce:
                pubAck.PacketIdentifier = packet.PacketIdentifier;
                pubAck.ReasonCode = Publish(packet)
                    ? MqttPubAckReasonCode.Success
                    : MqttPubAckReasonCode.NoMatchingSubscribers;
                connection.Sending.Add(pubAck);
                break;
            default:
                // What is sent again has been routed (MQTT 5, section 4.3.3).
                var isNew = Session.Received.Add(packet.PacketIdentifier);
                pubRec.PacketIdentifier = packet.PacketIdentifier;
                pubRec.ReasonCode = !isNew || Publish(packet)
                    ? MqttPubRecReasonCode.Success
                    : MqttPubRecReasonCode.NoMatchingSubscribers;
                connection.Sending.Add(pubRec);
                break;
        }
    }

    void Resolve(MqttPublishPacket packet)
    {
        try
        {
            aliases.Resolve(packet);
            packet.TopicAlias = 0;
            // Of many messages to one topic the one string is kept.
            packet.Topic = topic = packet.Topic == topic ? topic : packet.Topic;
        }
        catch (MqttProtocolViolationException e) when (e is not ProtocolViolation)
        {
            throw new ProtocolViolation(MqttDisconnectReasonCode.TopicAliasInvalid, e.Message);
        }
    }

    bool Publish(MqttPublishPacket packet) => Broker.Router.Publish(packet, Session, connection);

    void OnPubRel(MqttPubRelPacket packet)
    {
        var isKnown = Session.Received.Remove(packet.PacketIdentifier);
        pubComp.PacketIdentifier = packet.PacketIdentifier;
        pubComp.ReasonCode = isKnown ? MqttPubCompReasonCode.Success : MqttPubCompReasonCode.PacketIdentifierNotFound;
        connection.Sending.Add(pubComp);
    }

    void OnDisconnect(MqttDisconnectPacket packet)
    {
        var expiry = packet.SessionExpiryInterval;
        if (expiry > 0 && Session.Expiry == 0)
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.ProtocolError,
                "a session expiry in the DISCONNECT of a session that has none");
        }

        if (connection.Version == MqttProtocolVersion.V500 && (expiry > 0 || connection.EndsSession))
        {
            Session.Expiry = expiry;
        }

        connection.HasSaidGoodbye = true;
        if (packet.ReasonCode == MqttDisconnectReasonCode.NormalDisconnection)
        {
            Session.Will = null;
        }

        Broker.OnGoodbye(connection, isError: (byte)packet.ReasonCode >= 0x80);
    }
}
