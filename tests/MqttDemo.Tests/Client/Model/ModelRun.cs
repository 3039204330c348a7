using MqttDemo.Client.Wire;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MqttDemo.Tests.Client.Model;

/// <summary>One subscriber and one broker, and connections between them that break wherever chance has it.</summary>
sealed class ModelRun
{
    /// <summary>From one side to the other.</summary>
    const double Way = 1;

    readonly Random random;
    readonly VirtualClock clock = new();
    readonly List<List<(MqttPublishPacket Packet, int Message)>> downwards = [];
    readonly List<List<ushort>> upwards = [];
    readonly List<ushort> written = [];
    readonly List<ushort> sentOnConnection = [];
    readonly Dictionary<int, int> breaksInHand = [];
    readonly Dictionary<int, int> lostAcknowledgements = [];
    readonly Dictionary<ushort, int> lastSent = [];
    int connection;

    public ModelRun(ModelSettings settings, Random random)
    {
        (Settings, this.random) = (settings, random);
        Broker = new ModelBroker(settings, random, Send);
        Subscriber = new ModelSubscriber(settings, clock, random, Flush);
    }

    public ModelSettings Settings { get; }

    public ModelBroker Broker { get; }

    public ModelSubscriber Subscriber { get; }

    public int Breaks { get; private set; }

    public int SessionsLost { get; private set; }

    /// <summary>How much time it took.</summary>
    public double Time => clock.Now;

    /// <summary>What has come to the client, at whatever QoS.</summary>
    public HashSet<int> Arrived { get; } = [];

    /// <summary>How often the connection broke while a message was begun and not acknowledged.</summary>
    public int BreaksInHand(int message) => breaksInHand.GetValueOrDefault(message);

    /// <summary>How many PUBACKs for a message were written and did not come through.</summary>
    public int LostAcknowledgements(int message) => lostAcknowledgements.GetValueOrDefault(message);

    /// <summary>
    /// Runs until the broker has every acknowledgement and the subscriber is idle; false when that takes too long.
    /// </summary>
    public bool Run(double limit)
    {
        // One thread does everything here.
        using var held = Subscriber.Gate.Enter();
        Connect(isSessionPresent: false);
        return clock.Run(
            () => Broker.IsDone && Subscriber.IsIdle && upwards.Count == 0 && downwards.Count == 0, limit);
    }

    void Connect(bool isSessionPresent)
    {
        connection++;
        sentOnConnection.Clear();
        lastSent.Clear();
        var codec = new MqttPacketFormatterAdapter(MqttProtocolVersion.V500, new MqttBufferWriter(64, 65535));
        var writer = new PacketWriter(null!, new PacketEncoder(codec, OnWritten), Subscriber.Gate);
        Subscriber.Inbox.Attach(writer, isSessionPresent, int.MaxValue);
        Broker.Connect(isSessionPresent);
        var life = Settings.LivesAreEqual ? Settings.Life : -Math.Log(1 - random.NextDouble()) * Settings.Life;
        var own = connection;
        // A connection that carries nothing both ways cannot help anybody.
        clock.After(Math.Max(life, 4 * Way), () => Cut(own));
    }

    void Cut(int cut)
    {
        if (Broker.IsDone && upwards.Count == 0)
        {
            return;
        }

        Breaks++;
        var isSessionPresent = random.NextDouble() >= Settings.LossOfSession;
        SessionsLost += isSessionPresent ? 0 : 1;
        PassSome(cut);
        clock.After(random.NextDouble() * Math.Min(Settings.Outage, 2 * Way), () =>
        {
            Subscriber.Inbox.Detach();
            clock.After(random.NextDouble() * Settings.Outage, () =>
            {
                CountBreakInHand();
                connection = cut;
                Connect(isSessionPresent);
                Subscriber.GoOn();
            });
        });
    }

    /// <summary>Also for what was begun between the break and the next connection.</summary>
    void CountBreakInHand()
    {
        bool IsOpen(int message) => message >= 0 && !Broker.Acknowledged.Contains(message);
        foreach (var message in Subscriber.Begun.Keys.Where(IsOpen))
        {
            breaksInHand[message] = BreaksInHand(message) + 1;
        }
    }

    /// <summary>What is on its way when it breaks: up to some packet it comes through.</summary>
    void PassSome(int cut)
    {
        var acknowledgements = upwards.SelectMany(identifiers => identifiers).ToList();
        upwards.Clear();
        var passed = random.Next(acknowledgements.Count + 1);
        acknowledgements[passed..].ForEach(Lose);
        // The broker has noticed already, and sends nothing for them.
        var packets = downwards.SelectMany(batch => batch).ToList();
        downwards.Clear();
        acknowledgements[..passed].ForEach(OnPubAck);
        downwards.Clear();
        // What is written from now on goes nowhere, and the client notices that only later.
        connection = -cut;
        Deliver(packets[..random.Next(packets.Count + 1)]);
    }

    void Send(IReadOnlyList<(MqttPublishPacket Packet, int Message)> packets)
    {
        if (packets.Count == 0)
        {
            return;
        }

        foreach (var (packet, message) in packets.Where(sent => sent.Packet.PacketIdentifier != 0))
        {
            sentOnConnection.Add(packet.PacketIdentifier);
            lastSent[packet.PacketIdentifier] = message;
        }

        List<(MqttPublishPacket, int)> batch = [.. packets];
        downwards.Add(batch);
        clock.After(Way, () =>
        {
            if (downwards.Remove(batch))
            {
                Deliver(batch);
            }
        });
    }

    void Deliver(List<(MqttPublishPacket Packet, int Message)> packets)
    {
        foreach (var (packet, message) in packets)
        {
            Subscriber.Messages[packet] = message;
            Arrived.Add(message);
            Subscriber.Inbox.OnPublish(packet);
        }

        Subscriber.Inbox.EndBlock();
        Flush();
        Subscriber.GoOn();
    }

    void OnWritten(MqttPacket packet) => written.Add(Assert.IsType<MqttPubAckPacket>(packet).PacketIdentifier);

    void Flush()
    {
        if (written.Count == 0)
        {
            return;
        }

        List<ushort> batch = [.. written];
        written.Clear();
        if (connection < 0)
        {
            batch.ForEach(Lose);
            return;
        }

        upwards.Add(batch);
        clock.After(Way, () =>
        {
            if (upwards.Remove(batch))
            {
                batch.ForEach(OnPubAck);
            }
        });
    }

    void Lose(ushort identifier)
    {
        var message = lastSent[identifier];
        lostAcknowledgements[message] = LostAcknowledgements(message) + 1;
    }

    void OnPubAck(ushort identifier)
    {
        // In the order of what was sent on this connection (MQTT 5, section 4.6).
        var place = sentOnConnection.IndexOf(identifier);
        Assert.True(place >= 0, $"a PUBACK for {identifier} out of order");
        sentOnConnection.RemoveRange(0, place + 1);
        var content = Broker.ContentOf(Broker.OnPubAck(identifier));
        var acknowledged = Broker.Acknowledged.Count(message => Broker.ContentOf(message) == content);
        Assert.True(acknowledged <= Total(Subscriber.Done, content), $"{content} was acknowledged before it was done");
    }

    /// <summary>How often messages of this content were begun or done.</summary>
    public int Total(Dictionary<int, int> counts, int content) =>
        counts.Where(count => count.Key >= 0 && Broker.ContentOf(count.Key) == content).Sum(count => count.Value);
}
