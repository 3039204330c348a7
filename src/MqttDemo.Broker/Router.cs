using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>Brings a message to all who have subscribed to it. Called with the gate held.</summary>
/// <param name="topics">The subscriptions.</param>
/// <param name="retained">The retained messages.</param>
/// <param name="drops">Is notified of a message for which there is no room.</param>
/// <param name="time">The clock.</param>
sealed class Router(TopicTree topics, RetainedMessages retained, Drops drops, TimeProvider time)
{
    readonly List<Subscription> matching = [];
    readonly List<(Session Session, Delivery Delivery)> deliveries = [];

    /// <summary>Publishes a message; false when no client has subscribed to it.</summary>
    /// <param name="packet">The message, with its topic resolved.</param>
    /// <param name="publisher">Who has sent it, or left it as a will.</param>
    /// <param name="connection">On which it came, if it may be held back.</param>
    public bool Publish(MqttPublishPacket packet, Session publisher, ClientConnection? connection)
    {
        var message = new Message(packet, publisher.ClientId, time.GetTimestamp(), time.TimestampFrequency);
        if (packet.Retain && !retained.Keep(message))
        {
            drops.OnRetainedDropped(packet.Topic);
        }

        Collect(message);
        foreach (var (session, delivery) in deliveries)
        {
            session.Routing = -1;
            if (!session.Outgoing.Add(delivery))
            {
                drops.OnDropped(session, delivery.QualityOfService);
            }

            FlowControl.OnRouted(connection?.Reading, session);
        }

        return deliveries.Count > 0;
    }

    /// <summary>Sends the retained messages that a new subscription brings (section 3.3.1.3).</summary>
    public void SendRetained(Subscription subscription)
    {
        foreach (var message in retained.Matching(subscription.Filter.Topic, time.GetTimestamp()))
        {
            if (IsWanted(subscription, message)
                && !subscription.Session.Outgoing.Add(Delivery(subscription, message, isRetained: true)))
            {
                drops.OnDropped(subscription.Session, message.QualityOfService);
            }
        }
    }

    /// <summary>Gives a message to another member of its group, if there is one (section 4.8.2).</summary>
    public void Reassign(in Delivery delivery)
    {
        if (delivery.Group is not { IsEmpty: false } group)
        {
            return;
        }

        var subscription = group.Pick();
        var reassigned = Delivery(subscription, delivery.Message, isRetained: false);
        if (!subscription.Session.Outgoing.Add(reassigned))
        {
            drops.OnDropped(subscription.Session, reassigned.QualityOfService);
        }
    }

    /// <summary>
    /// Where several subscriptions of one client match, it gets one message, with the highest QoS and all identifiers
    /// (section 3.3.4).
    /// </summary>
    void Collect(Message message)
    {
        deliveries.Clear();
        topics.Match(message.Topic, matching);
        foreach (var subscription in matching)
        {
            if (!IsWanted(subscription, message))
            {
                continue;
            }

            var delivery = Delivery(subscription, message, isRetained: false);
            if (subscription.Session.Routing < 0)
            {
                subscription.Session.Routing = deliveries.Count;
                deliveries.Add((subscription.Session, delivery));
            }
            else
            {
                var merged = Merge(deliveries[subscription.Session.Routing].Delivery, delivery);
                deliveries[subscription.Session.Routing] = (subscription.Session, merged);
            }
        }
    }

    static bool IsWanted(Subscription subscription, Message message) =>
        !subscription.Filter.NoLocal || subscription.Session.ClientId != message.Publisher;

    static Delivery Delivery(Subscription subscription, Message message, bool isRetained) => new(
        message,
        Lower(message.QualityOfService, subscription.MaximumQoS),
        isRetained || (subscription.Filter.RetainAsPublished && message.Retain),
        subscription.Identifier == 0 ? null : [subscription.Identifier],
        subscription.Group);

    static Delivery Merge(in Delivery one, in Delivery other) => one with
    {
        QualityOfService = one.QualityOfService > other.QualityOfService
            ? one.QualityOfService
            : other.QualityOfService,
        Retain = one.Retain || other.Retain,
        Identifiers = (one.Identifiers, other.Identifiers) is ({ } some, { } more)
            ? [.. some, .. more]
            : one.Identifiers ?? other.Identifiers,
        Group = one.Group ?? other.Group,
    };

    static MqttQualityOfServiceLevel Lower(MqttQualityOfServiceLevel one, MqttQualityOfServiceLevel other) =>
        one < other ? one : other;
}
