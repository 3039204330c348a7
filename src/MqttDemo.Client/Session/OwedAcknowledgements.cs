using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>
/// What became of a message of QoS 1 when its connection ended before its PUBACK was written. An acknowledgement
/// belongs to the connection on which its PUBLISH came, so the broker sends the message again, under the same packet
/// identifier and with DUP (MQTT 5, sections 4.3.2 and 4.4):
/// <code>
/// when the next connection stands   session present                                session lost
/// not begun, waits in the inbox     dropped: it comes again                        kept and dealt with
/// begun, not done                   owed: when it comes again it is not handed     kept
///                                   out; PUBACK follows when it is done
/// done, no PUBACK was written       owed: PUBACK follows when it comes again       nothing more is due
/// PUBACK was written                handed out again if it comes again: the        nothing more is due
///                                   broker may have had the PUBACK, and used the
///                                   identifier for another message like it
/// </code>
/// So whatever the rhythm of the breaks, each connection acknowledges something, and a message is dealt with once for
/// each break in it at the most. A message is recognised by its content together with its identifier. RabbitMQ sends it
/// again with DUP under another identifier: then the content has to do. Of equal messages one is left out for each that
/// is owed, whichever of them it is. Called with the session's gate held.
/// </summary>
sealed class OwedAcknowledgements(Gate gate)
{
    /// <summary>There are no more identifiers than that.</summary>
    const int Maximum = ushort.MaxValue;

    readonly ContentHash hash = new();
    readonly Dictionary<UInt128, LinkedList<Owed>> byContent = [];
    readonly Dictionary<MqttPublishPacket, Owed> inHand = [];

    // What has come again on this connection, in its order.
    readonly Queue<Owed> asked = new();
    int connection;

    // A message of this connection is new to the broker too: it has sent again before that what it had to (section
    // 4.6).
    bool isRepetitionOver;

    public int Count { get => Gate.Held(gate, field); private set; }

    /// <summary>Some of them have come again, or something is to be acknowledged in its turn.</summary>
    public bool AreAsked => Gate.Held(gate, asked.Count > 0);

    /// <summary>How much is to be acknowledged in its turn that is not handed out.</summary>
    public int SetAside { get => Gate.Held(gate, field); private set; }

    /// <summary>A new connection is established.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="isSessionPresent">
    /// The broker still knows the session, and so sends again what is owed to it.
    /// </param>
    public void Attach(int number, bool isSessionPresent)
    {
        gate.AssertHeld();
        connection = number;
        isRepetitionOver = false;
        asked.Clear();
        SetAside = 0;
        if (!isSessionPresent)
        {
            byContent.Clear();
            inHand.Clear();
            Count = 0;
        }
    }

    /// <summary>A message whose connection has ended.</summary>
    /// <param name="packet">The message.</param>
    /// <param name="isDone">It has been dealt with.</param>
    public void Add(MqttPublishPacket packet, bool isDone)
    {
        gate.AssertHeld();
        if (Count == Maximum)
        {
            return;
        }

        var owed = new Owed(hash.Of(packet), packet.PacketIdentifier) { IsDone = isDone };
        if (!byContent.TryGetValue(owed.Content, out var alike))
        {
            byContent.Add(owed.Content, alike = []);
        }

        owed.Place = alike.AddLast(owed);
        Count++;
        if (!isDone)
        {
            inHand.Add(packet, owed);
        }
    }

    /// <summary>Whether a PUBLISH is a message that is owed. It is not to be handed out then.</summary>
    /// <param name="packet">The PUBLISH.</param>
    /// <param name="handedOut">
    /// How many messages of this connection were handed out before it: they are acknowledged before it too (section
    /// 4.6).
    /// </param>
    public bool Recognises(MqttPublishPacket packet, long handedOut)
    {
        gate.AssertHeld();
        if (Find(packet) is { } owed)
        {
            (owed.AskedOn, owed.AskedUnder, owed.ComesAfter) = (connection, packet.PacketIdentifier, handedOut);
            asked.Enqueue(owed);
            return true;
        }

        // A retained message may come before, because we have subscribed again.
        if (!isRepetitionOver && !packet.Dup && !packet.Retain)
        {
            isRepetitionOver = true;
            ForgetDone();
        }

        return false;
    }

    /// <summary>A message that is not handed out is to be acknowledged in its turn.</summary>
    /// <param name="identifier">Under which it has come.</param>
    /// <param name="handedOut">How many messages of this connection were handed out before it.</param>
    public void Ask(ushort identifier, long handedOut)
    {
        gate.AssertHeld();
        SetAside++;
        asked.Enqueue(new Owed(default, identifier) { IsDone = true, AskedUnder = identifier, ComesAfter = handedOut });
    }

    /// <summary>A message of an earlier connection is done.</summary>
    public void OnDone(MqttPublishPacket packet)
    {
        gate.AssertHeld();
        if (inHand.Remove(packet, out var owed))
        {
            owed.IsDone = true;
            if (isRepetitionOver && owed.AskedOn != connection)
            {
                Remove(owed);
            }
        }
    }

    /// <summary>The next PUBACK that is due.</summary>
    /// <param name="acknowledged">
    /// How many messages of this connection that were handed out have been acknowledged.
    /// </param>
    /// <param name="identifier">For what.</param>
    public bool TryTakeDue(long acknowledged, out ushort identifier)
    {
        gate.AssertHeld();
        identifier = 0;
        if (!asked.TryPeek(out var owed) || !owed.IsDone || owed.ComesAfter > acknowledged)
        {
            return false;
        }

        asked.Dequeue();
        if (owed.Place is null)
        {
            SetAside--;
        }
        else
        {
            Remove(owed);
        }

        identifier = owed.AskedUnder;
        return true;
    }

    /// <summary>Those that are not handed out, whose turn will not come any more.</summary>
    public IEnumerable<ushort> GiveUpSetAside()
    {
        gate.AssertHeld();
        return asked.Where(owed => owed.Place is null).Select(owed => owed.AskedUnder);
    }

    Owed? Find(MqttPublishPacket packet)
    {
        if ((isRepetitionOver && !packet.Dup) || !byContent.TryGetValue(hash.Of(packet), out var alike))
        {
            return null;
        }

        Owed? first = null;
        foreach (var owed in alike)
        {
            if (owed.AskedOn == connection)
            {
                continue;
            }

            if (owed.Identifier == packet.PacketIdentifier)
            {
                return owed;
            }

            first ??= packet.Dup ? owed : null;
        }

        return first;
    }

    /// <summary>
    /// What has not been sent again by now is not the broker's any more (expired, say): a message like it later would
    /// be another one.
    /// </summary>
    void ForgetDone()
    {
        var all = byContent.Values.SelectMany(alike => alike);
        foreach (var owed in all.Where(owed => owed.IsDone && owed.AskedOn != connection).ToList())
        {
            Remove(owed);
        }
    }

    void Remove(Owed owed)
    {
        Count--;
        var alike = byContent[owed.Content];
        alike.Remove(owed.Place!);
        if (alike.Count == 0)
        {
            byContent.Remove(owed.Content);
        }
    }

    /// <summary>A message that is to be acknowledged when it comes again.</summary>
    sealed class Owed(UInt128 content, ushort identifier)
    {
        public UInt128 Content { get; } = content;

        /// <summary>Under which it came first.</summary>
        public ushort Identifier { get; } = identifier;

        /// <summary>The connection on which it came again last, and under which identifier.</summary>
        public int AskedOn { get; set; }

        public ushort AskedUnder { get; set; }

        /// <summary>How many were handed out before it on that connection.</summary>
        public long ComesAfter { get; set; }

        public bool IsDone { get; set; }

        public LinkedListNode<Owed>? Place { get; set; }
    }
}
