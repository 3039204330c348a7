using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>
/// What waits for one client and what it has not acknowledged yet, in their order (MQTT 5, sections 4.4 and 4.6).
/// Called with the gate held.
/// </summary>
sealed class OutgoingQueue(Session session, Account account)
{
    readonly Queue<Delivery> waiting = new();
    readonly Queue<ushort> again = new();
    readonly InFlight inFlight = new();

    /// <summary>The memory it takes, in bytes.</summary>
    public long Cost { get; private set; }

    /// <summary>How many messages have been dropped.</summary>
    public long Dropped { get; private set; }

    /// <summary>Those that were longer than the client takes.</summary>
    public long TooLong { get; private set; }

    public bool IsCongested => Cost > Account.Congested;

    /// <summary>Clients that publish to it have to wait until there is room again, or waiting is useless.</summary>
    public bool HoldsBack =>
        IsCongested && !session.Progress.HasStopped && !(session.Progress.IsDoubtful && HasRoomInDoubt);

    /// <summary>What comes can be kept until it is clear whether the client stands still.</summary>
    bool HasRoomInDoubt => Cost <= Account.MostInDoubt && !account.IsFullOfStopped;

    /// <summary>The client has messages to acknowledge.</summary>
    public bool IsOwed => !inFlight.IsEmpty;

    public bool IsEmpty => waiting.Count == 0 && inFlight.IsEmpty;

    /// <summary>There is no room for a message; it is dropped and counted.</summary>
    bool IsFull =>
        Cost > Account.MostPerClient || (session.Progress.HasStopped ? account.IsFullOfStopped : account.IsFull);

    /// <summary>Sends a message, now or when it can be; false when it had to be dropped.</summary>
    public bool Add(in Delivery delivery)
    {
        var isAtMostOnce = delivery.QualityOfService == MqttQualityOfServiceLevel.AtMostOnce;
        var connection = session.Connection;
        if (connection is null && isAtMostOnce)
        {
            // What is published at QoS 0 while a client is away is not for it (section 4.3.1).
            return true;
        }

        if (connection is not null
            && waiting.Count == 0
            && again.Count == 0
            && connection.Sending.HasRoom
            && CanSend(delivery, connection))
        {
            Send(delivery, connection);
            return true;
        }

        if (IsFull || (isAtMostOnce && Cost > Account.MostInDoubt && session.Progress.HasStopped))
        {
            Dropped++;
            return false;
        }

        waiting.Enqueue(delivery);
        Count(delivery.Message, connection?.Broker.Time);
        return true;
    }

    /// <summary>A connection stands: what is unacknowledged goes out again first, in its order (section 4.4).</summary>
    public void Attach()
    {
        again.Clear();
        foreach (var identifier in inFlight.Attach())
        {
            again.Enqueue(identifier);
        }

        Pump();
    }

    /// <summary>The session has ended.</summary>
    /// <returns>
    /// What others of a group may get instead: what has not been sent, and of what has been sent QoS 1, but never QoS 2
    /// (MQTT 5, section 4.8.2).
    /// </returns>
    public List<Delivery> Clear()
    {
        List<Delivery> unfinished = [
            .. inFlight.AtLeastOnce.Concat(waiting).Where(delivery => delivery.Group is not null)];
        foreach (var message in waiting.Select(delivery => delivery.Message).Concat(inFlight.Messages))
        {
            Discount(message);
        }

        waiting.Clear();
        again.Clear();
        inFlight.Clear();
        return unfinished;
    }

    /// <summary>Sends what the client and the network have room for.</summary>
    public void Pump()
    {
        if (session.Connection is not { } connection)
        {
            return;
        }

        while (connection.Sending.HasRoom
            && inFlight.Outstanding < connection.Limits.ReceiveMaximum
            && again.TryDequeue(out var identifier))
        {
            SendAgain(identifier, connection);
        }

        while (again.Count == 0
            && connection.Sending.HasRoom
            && waiting.TryPeek(out var delivery)
            && CanSend(delivery, connection))
        {
            waiting.Dequeue();
            if (!delivery.Message.HasExpired(connection.Broker.Time.GetTimestamp()))
            {
                Send(delivery, connection);
            }

            Discount(delivery.Message);
        }
    }

    public void OnPubAck(MqttPubAckPacket packet) =>
        Finish(packet.PacketIdentifier, MqttQualityOfServiceLevel.AtLeastOnce);

    /// <summary>Answers with PUBREL; a refusal ends the message (section 4.3.3).</summary>
    public void OnPubRec(MqttPubRecPacket packet, ClientConnection connection)
    {
        if ((byte)packet.ReasonCode >= 0x80)
        {
            Finish(packet.PacketIdentifier, MqttQualityOfServiceLevel.ExactlyOnce);
            return;
        }

        var isKnown = inFlight.Release(packet.PacketIdentifier, out var message);
        if (message is not null)
        {
            Discount(message);
            session.Progress.OnAcknowledged(connection.Broker.Time);
        }

        connection.Sending.SendPubRel(packet.PacketIdentifier, isKnown);
    }

    public void OnPubComp(MqttPubCompPacket packet) =>
        Finish(packet.PacketIdentifier, MqttQualityOfServiceLevel.ExactlyOnce);

    void Finish(ushort identifier, MqttQualityOfServiceLevel qualityOfService)
    {
        if (!inFlight.Remove(identifier, qualityOfService, out var message))
        {
            return;
        }

        if (message is not null)
        {
            Discount(message);
        }

        session.Progress.OnAcknowledged(session.Connection!.Broker.Time);
    }

    bool CanSend(in Delivery delivery, ClientConnection connection) => delivery.QualityOfService switch
    {
        MqttQualityOfServiceLevel.AtMostOnce => true,
        MqttQualityOfServiceLevel.AtLeastOnce => inFlight.Outstanding < connection.Limits.ReceiveMaximum,
        _ => inFlight.Outstanding < connection.Limits.ReceiveMaximum
            && inFlight.ExactlyOnce < connection.Limits.ExactlyOnceMaximum,
    } && !inFlight.IsFull;

    void Send(in Delivery delivery, ClientConnection connection)
    {
        ushort identifier = 0;
        if (delivery.QualityOfService != MqttQualityOfServiceLevel.AtMostOnce)
        {
            identifier = inFlight.Add(delivery);
            Count(delivery.Message, connection.Broker.Time);
        }

        if (!connection.Sending.SendPublish(delivery, identifier, isAgain: false))
        {
            GiveUp(identifier, delivery.Message);
        }
    }

    void SendAgain(ushort identifier, ClientConnection connection)
    {
        if (inFlight.SendAgain(identifier, out var isReleased) is not { } delivery)
        {
            return;
        }

        if (isReleased)
        {
            connection.Sending.SendPubRel(identifier, isKnown: true);
        }
        else if (!connection.Sending.SendPublish(delivery, identifier, isAgain: true))
        {
            GiveUp(identifier, delivery.Message);
        }
    }

    /// <summary>It is longer than the client takes: as if it had been sent (MQTT 5, section 3.1.2.11.4).</summary>
    void GiveUp(ushort identifier, Message message)
    {
        TooLong++;
        if (identifier != 0)
        {
            inFlight.Remove(identifier, null, out _);
            Discount(message);
        }
    }

    void Count(Message message, TimeProvider? time)
    {
        if (Cost == 0 && time is not null)
        {
            session.Progress.Begin(time);
        }

        Cost += message.Cost;
        session.Progress.OnQueued(message.Cost);
        account.Add(message);
    }

    void Discount(Message message)
    {
        Cost -= message.Cost;
        account.Remove(message);
    }
}
