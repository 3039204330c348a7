using MqttDemo.Config;
using MQTTnet.Exceptions;
using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>Brings each packet that has come on a connection to what it is for.</summary>
sealed class PacketDispatch(SessionContext context, Connection current)
{
    readonly Outbox outbox = context.State.Outbox;
    readonly Inbox inbox = context.State.Inbox;

    SessionState State => context.State;

    /// <summary>Handles what one read has brought; an end when the broker has said goodbye.</summary>
    public ConnectionEnd? Dispatch(List<MqttPacket> packets)
    {
        using (context.Gate.Enter())
        {
            try
            {
                ConnectionEnd? end = null;
                foreach (var packet in packets)
                {
                    end ??= Dispatch(packet);
                }

                return end;
            }
            finally
            {
                inbox.EndBlock();
                if (inbox.HasBlocks)
                {
                    context.Gate.InboxFilled.Set();
                }

                context.Gate.OutboxChanged.Set();
                if (outbox.IsRunningLow)
                {
                    context.Gate.PublisherAwaited.Set();
                }
            }
        }
    }

    ConnectionEnd? Dispatch(MqttPacket packet)
    {
        var isAnswer = packet is MqttPubRecPacket or MqttPubCompPacket
            || (packet is MqttPubAckPacket answer && State.Probe?.IsOurs(answer.PacketIdentifier) != true);
        current.Traffic.HasDelivered |= isAnswer;
        current.Traffic.HasAnswered |= isAnswer;
        current.Traffic.HasReceived |= packet is MqttPubRelPacket;
        switch (packet)
        {
            case MqttPublishPacket { Topic: "", TopicAlias: 0 }:
                throw new MqttProtocolViolationException("a PUBLISH without a topic");
            case MqttPublishPacket publish:
                current.TopicAliases.Resolve(publish);
                if (State.Probe is not null && State.Probe.Takes(publish))
                {
                    inbox.SetAside(publish);
                    return null;
                }

                current.Traffic.HasReceived |= !publish.Retain;
                inbox.OnPublish(publish);
                return null;
            case MqttPubAckPacket pubAck when !isAnswer:
                current.Traffic.HasAnswered |= outbox.Unanswered is null;
                State.Probe!.OnPubAck(pubAck);
                return null;
            case MqttPubAckPacket pubAck:
                outbox.OnPubAck(pubAck);
                return null;
            case MqttPubRecPacket pubRec:
                outbox.OnPubRec(pubRec);
                return null;
            case MqttPubRelPacket pubRel:
                inbox.OnPubRel(pubRel);
                return null;
            case MqttPubCompPacket pubComp:
                outbox.OnPubComp(pubComp);
                return null;
            case MqttSubAckPacket subAck:
                current.Traffic.HasAnswered |= outbox.Unanswered is null;
                State.Subscriptions?.OnSubAck(subAck);
                return null;
            case MqttUnsubAckPacket unsubAck:
                current.Traffic.HasAnswered |= outbox.Unanswered is null;
                State.Subscriptions?.OnUnsubAck(unsubAck);
                return null;
            case MqttPingRespPacket:
                current.Traffic.HasDelivered |= outbox.OnPingAnswered();
                current.Traffic.HasAnswered |= current.Traffic.HasDelivered || outbox.Unanswered is null;
                return null;
            case MqttDisconnectPacket disconnect:
                return Ended(disconnect);
            default:
                throw new MqttProtocolViolationException($"a {packet.GetType().Name} is not for a client to receive");
        }
    }

    ConnectionEnd Ended(MqttDisconnectPacket disconnect)
    {
        var reason = ReasonCodes.Describe(disconnect.ReasonCode, disconnect.ReasonString)
            + ReasonCodes.Who(disconnect.ReasonCode, context.Settings.Credentials);
        if (current.Age >= ConnectionHistory.SteadyAfter)
        {
            context.Connector.ForgetRedirections();
        }

        if (ReasonCodes.IsRedirection(disconnect.ReasonCode)
            && context.Connector.Admission.TryFollow(disconnect.ServerReference, current.Broker))
        {
            return new($"{reason}: {disconnect.ServerReference}", ConnectionEndKind.Temporary);
        }

        return new(
            reason + ReasonCodes.Elsewhere(disconnect.ServerReference), ReasonCodes.KindOf(disconnect.ReasonCode),
            Hint(disconnect));
    }

    Sentence? Hint(MqttDisconnectPacket disconnect) => ReasonCodes.IsRedirection(disconnect.ReasonCode)
        ? context.Connector.Admission.RedirectionHint(disconnect.ServerReference)
        : DisconnectHints.Of(
            disconnect.ReasonCode, outbox.Unanswered, State.Subscriptions is { AreDue: true } due ? due.Filters : []);
}
