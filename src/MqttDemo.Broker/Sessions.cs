using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>All sessions: who is let in, who goes, and what they have subscribed to. Called with the gate held.</summary>
sealed class Sessions(MqttBroker broker, Account account, TopicTree topics, Drops drops)
{
    readonly Dictionary<string, Session> sessions = [];

    /// <summary>Gives a connection its session: a new one, or the one that was kept (MQTT 5, section 3.1.2.4).</summary>
    public Session Admit(ClientConnection connection, MqttConnectPacket connect, out bool isPresent, out string? assignedClientId)
    {
        broker.Gate.AssertHeld();
        assignedClientId = connect.ClientId.Length == 0 ? $"auto-{Guid.NewGuid():N}" : null;
        var clientId = assignedClientId ?? connect.ClientId;
        if (sessions.TryGetValue(clientId, out var session))
        {
            session.Connection?.Expel(MqttDisconnectReasonCode.SessionTakenOver, "another client has connected with this client identifier");
            Leave(session, endsSession: connect.CleanSession);
        }

        isPresent = sessions.TryGetValue(clientId, out session);
        if (session is null)
        {
            sessions[clientId] = session = new Session(clientId, broker.IsOwn(connect.ClientId), account);
        }

        session.Connection = connection;
        session.Expiry = connection.Version == MqttProtocolVersion.V500 ? connect.SessionExpiryInterval : connect.CleanSession ? 0 : Session.NeverExpires;
        session.EndsAt = long.MaxValue;
        // The will of an earlier connection that has not been due in time is not published (section 3.1.3.2.2).
        session.Will = Will.Of(connect);
        session.Progress.OnAttached(broker.Time);
        return session;
    }

    /// <summary>A connection has ended; the session stays as long as it was asked to.</summary>
    public void OnEnded(ClientConnection connection)
    {
        broker.Gate.AssertHeld();
        if (connection.Session is { } session && session.Connection == connection)
        {
            Leave(session, endsSession: false);
        }
    }

    public void Subscribe(ClientConnection connection, MqttSubscribePacket packet)
    {
        broker.Gate.AssertHeld();
        var session = connection.Session!;
        var codes = packet.TopicFilters.ConvertAll(SubscribeRules.CodeOf);
        connection.Add(new MqttSubAckPacket { PacketIdentifier = packet.PacketIdentifier, ReasonCodes = codes });
        for (var i = 0; i < codes.Count; i++)
        {
            if (codes[i] <= MqttSubscribeReasonCode.GrantedQoS2)
            {
                Subscribe(new Subscription(session, packet.TopicFilters[i], packet.SubscriptionIdentifier));
            }
        }

        broker.OnSubscribed(session);
    }

    public void Unsubscribe(ClientConnection connection, MqttUnsubscribePacket packet)
    {
        broker.Gate.AssertHeld();
        var session = connection.Session!;
        var codes = packet.TopicFilters.ConvertAll(filter => Unsubscribe(session, filter));
        connection.Add(new MqttUnsubAckPacket { PacketIdentifier = packet.PacketIdentifier, ReasonCodes = codes });
    }

    /// <summary>Looks at the clock: wills that are due, sessions that end, clients that stand still.</summary>
    public void Look(long now)
    {
        broker.Gate.AssertHeld();
        foreach (var session in sessions.Values.ToList())
        {
            if (session.Will is { } will && session.Connection is null && will.DueAt <= now)
            {
                PublishWill(session);
            }

            if (session.Connection is null && session.EndsAt <= now)
            {
                End(session);
            }
            else if (session.Outgoing.IsCongested || session.Holding.Count > 0)
            {
                LookAtProgress(session);
            }
        }
    }

    /// <summary>The broker ends.</summary>
    public void End()
    {
        broker.Gate.AssertHeld();
        foreach (var session in sessions.Values)
        {
            drops.OnEnd(session);
        }
    }

    void Subscribe(Subscription subscription)
    {
        var isNew = !subscription.Session.Subscriptions.ContainsKey(subscription.Filter.Topic);
        subscription.Session.Subscriptions[subscription.Filter.Topic] = subscription;
        topics.Add(subscription);
        // A shared one brings no retained messages (MQTT 5, section 4.8.2).
        var isWanted = subscription.Filter.RetainHandling switch
        {
            MqttRetainHandling.SendAtSubscribe => true,
            MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly => isNew,
            _ => false,
        };
        if (isWanted && !Client.Topics.TopicFilter.IsShared(subscription.Filter.Topic))
        {
            broker.Router.SendRetained(subscription);
        }
    }

    MqttUnsubscribeReasonCode Unsubscribe(Session session, string filter)
    {
        if (!session.Subscriptions.Remove(filter))
        {
            return MqttUnsubscribeReasonCode.NoSubscriptionExisted;
        }

        topics.Remove(session, filter);
        return MqttUnsubscribeReasonCode.Success;
    }

    void LookAtProgress(Session session)
    {
        var connection = session.Connection;
        if (session.Progress.Look(
            connection?.SendProgress() ?? default, session.Outgoing.IsOwed, connection is { IsPaused: true }, broker.Time))
        {
            FlowControl.OnDrained(session);
        }
    }

    /// <summary>The session has no connection any more (section 3.1.2.5 for its will).</summary>
    void Leave(Session session, bool endsSession)
    {
        session.Connection?.LetGo();
        session.Connection = null;
        session.Progress.OnAway(broker.Time);
        session.Expiry = endsSession ? 0 : session.Expiry;
        if (session.Expiry == 0)
        {
            End(session);
            return;
        }

        if (session.EndsAt == long.MaxValue && session.Expiry != Session.NeverExpires)
        {
            session.EndsAt = broker.After(session.Expiry);
        }

        if (session.Will is { DueAt: long.MaxValue } will)
        {
            session.Will = will with { DueAt = broker.After(Math.Min(will.DelaySeconds, session.Expiry)) };
            if (will.DelaySeconds == 0)
            {
                PublishWill(session);
            }
        }
    }

    void End(Session session)
    {
        sessions.Remove(session.ClientId);
        foreach (var filter in session.Subscriptions.Keys)
        {
            topics.Remove(session, filter);
        }

        PublishWill(session);
        drops.OnEnd(session);
        session.Outgoing.Clear();
        FlowControl.OnDrained(session);
    }

    void PublishWill(Session session)
    {
        if (session.Will is { } will)
        {
            session.Will = null;
            broker.Router.Publish(will.Packet, session, connection: null);
        }
    }
}
