using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>
/// All sessions: who is let in, who goes, and what they have subscribed to. Called with the gate held.
/// </summary>
sealed class Sessions(MqttBroker broker, Account account, TopicTree topics, Drops drops)
{
    readonly Dictionary<string, Session> sessions = [];

    /// <summary>
    /// Gives a connection its session: a new one, or the one that was kept (MQTT 5, section 3.1.2.4).
    /// </summary>
    public Session Admit(
        ClientConnection connection, MqttConnectPacket connect, out bool isPresent, out string? assignedClientId)
    {
        broker.Gate.AssertHeld();
        assignedClientId = connect.ClientId.Length == 0 ? $"auto-{Guid.NewGuid():N}" : null;
        var clientId = assignedClientId ?? connect.ClientId;
        if (sessions.TryGetValue(clientId, out var session))
        {
            session.Connection?.Expel(
                MqttDisconnectReasonCode.SessionTakenOver, "another client has connected with this client identifier");
            Leave(session, endsSession: connect.CleanSession);
        }

        isPresent = sessions.TryGetValue(clientId, out session);
        session ??= new Session(clientId, broker.IsOwn(connect.ClientId), account);
        var will = Will.Of(connect);
        if (!session.TryTakeFor(will))
        {
            throw new ConnectRefused(
                connection.Version, MqttConnectReasonCode.QuotaExceeded, "there is no memory for more clients");
        }

        sessions[clientId] = session;
        session.Connection = connection;
        session.Expiry =
            connection.Version == MqttProtocolVersion.V500 ? connect.SessionExpiryInterval
            : connect.CleanSession ? 0
            : Session.NeverExpires;
        session.EndsAt = long.MaxValue;
        // The will of an earlier connection that has not been due in time is not published (section 3.1.3.2.2).
        session.Will = will;
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
        var all = packet.TopicFilters.ConvertAll(
            filter => new Subscription(session, filter, packet.SubscriptionIdentifier));
        var results = all.ConvertAll(Subscribe);
        connection.Sending.Add(
            new MqttSubAckPacket
            {
                PacketIdentifier = packet.PacketIdentifier,
                ReasonCodes = results.ConvertAll(result => result.Code),
            });
        for (var i = 0; i < all.Count; i++)
        {
            if (results[i].WantsRetained)
            {
                broker.Router.SendRetained(all[i]);
            }
        }

        broker.OnSubscribed(session);
    }

    public void Unsubscribe(ClientConnection connection, MqttUnsubscribePacket packet)
    {
        broker.Gate.AssertHeld();
        var session = connection.Session!;
        var codes = packet.TopicFilters.ConvertAll(filter => Unsubscribe(session, filter));
        connection.Sending.Add(
            new MqttUnsubAckPacket { PacketIdentifier = packet.PacketIdentifier, ReasonCodes = codes });
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

    (MqttSubscribeReasonCode Code, bool WantsRetained) Subscribe(Subscription subscription)
    {
        var (session, filter) = (subscription.Session, subscription.Filter);
        var code = SubscribeRules.CodeOf(filter);
        var isNew = !session.Subscriptions.ContainsKey(filter.Topic);
        if (code <= MqttSubscribeReasonCode.GrantedQoS2 && isNew && !session.TryTake(Subscription.CostOf(filter.Topic)))
        {
            code = MqttSubscribeReasonCode.QuotaExceeded;
        }

        if (code > MqttSubscribeReasonCode.GrantedQoS2)
        {
            return (code, false);
        }

        session.Subscriptions[filter.Topic] = subscription;
        topics.Add(subscription);
        // A shared one brings no retained messages (MQTT 5, section 4.8.2).
        var isWanted = filter.RetainHandling switch
        {
            MqttRetainHandling.SendAtSubscribe => true,
            MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly => isNew,
            _ => false,
        };
        return (code, isWanted && !Client.Topics.TopicFilter.IsShared(filter.Topic));
    }

    MqttUnsubscribeReasonCode Unsubscribe(Session session, string filter)
    {
        if (!session.Subscriptions.Remove(filter))
        {
            return MqttUnsubscribeReasonCode.NoSubscriptionExisted;
        }

        topics.Remove(session, filter);
        session.GiveBack(Subscription.CostOf(filter));
        return MqttUnsubscribeReasonCode.Success;
    }

    void LookAtProgress(Session session)
    {
        var connection = session.Connection;
        if (session.Progress.Look(
            connection?.SendProgress() ?? default, session.Outgoing.IsOwed, connection is { Reading.IsPaused: true },
            broker.Time))
        {
            FlowControl.OnDrained(session);
        }
    }

    /// <summary>The session has no connection any more (section 3.1.2.5 for its will).</summary>
    void Leave(Session session, bool endsSession)
    {
        session.Connection?.Reading.LetGo();
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
        session.GiveBackAll();
        foreach (var delivery in session.Outgoing.Clear())
        {
            broker.Router.Reassign(delivery);
        }

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
