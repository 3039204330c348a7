using System.Buffers;
using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>
/// The broker's packet identifiers at QoS 2. One is held from its PUBLISH to its PUBREL, as long as the broker knows
/// the session, so that a message that is sent again is not handed out again (MQTT 5, section 4.3.3). Called with the
/// session's gate held.
/// </summary>
/// <remarks>
/// mosquitto (2.0.0 to 2.0.22 at least; db__message_reconnect_reset_outgoing) sends a PUBLISH again after its PUBREL
/// when the connection on which it resumes is cut too. By the specification that is a new message, so we have to know
/// better: a broker that takes fresh identifiers while used ones are free does not come back to one soon, and what it
/// then sends again under one that it has just used is what it had sent before.
/// </remarks>
sealed class ReceivedIdentifiers(Gate gate)
{
    /// <summary>After this many messages a broker that counts up may reach the same identifier again.</summary>
    const int Soon = 30_000;

    /// <summary>
    /// This many fresh identifiers, each taken while used ones were free, show that the broker counts up.
    /// </summary>
    const int Proof = 1_000;

    // By identifier; made when the first message of QoS 2 comes.
    Slot[] slots = [];

    int connection;
    int firstConnectionOfSession;
    long messages;

    // Of this connection: a PUBCOMP has been sent, and the first PUBREC after it. Its PUBREL tells that the broker has
    // read both.
    bool hasReleased;
    ushort probe;

    // Of the session.
    bool hasFreeIdentifiers;
    int freshIdentifiers;
    bool reusesSoon;

    /// <summary>What a PUBLISH brings.</summary>
    public enum Arrival
    {
        /// <summary>A message that is not here yet.</summary>
        New,

        /// <summary>One that is here and waits to be written.</summary>
        Waiting,

        /// <summary>One that has been written; PUBREC is due.</summary>
        Written,
    }

    bool CountsUp => freshIdentifiers >= Proof && !reusesSoon;

    /// <summary>A new connection stands; they are numbered from 1.</summary>
    public void Attach(int number, bool isSessionPresent)
    {
        gate.AssertHeld();
        connection = number;
        (hasReleased, probe) = (false, 0);
        if (!isSessionPresent)
        {
            firstConnectionOfSession = connection;
            (hasFreeIdentifiers, freshIdentifiers, reusesSoon) = (false, 0, false);
            Array.Clear(slots);
        }
    }

    public Arrival OnPublish(MqttPublishPacket packet)
    {
        gate.AssertHeld();
        if (slots.Length == 0)
        {
            slots = new Slot[ushort.MaxValue + 1];
        }

        ref var slot = ref slots[packet.PacketIdentifier];
        var isHere = slot.HeldSince != 0 ? IsSentAgain(slot, packet) : IsSentAgainAfterPubRel(slot, packet);
        slot.HeldSince = connection;
        if (isHere)
        {
            return slot.IsWritten ? Arrival.Written : Arrival.Waiting;
        }

        messages++;
        if (!packet.Dup)
        {
            Learn(slot);
        }

        (slot.IsWritten, slot.Number, slot.FirstOn, slot.Fingerprint) =
            (false, messages, connection, Fingerprint(packet));
        return Arrival.New;
    }

    /// <summary>
    /// The message has been written; true when PUBREC is due now, false when the broker is to send the message again
    /// first.
    /// </summary>
    public bool OnWritten(ushort identifier, int arrivedOn)
    {
        gate.AssertHeld();
        // From a session that is lost, or the broker has given the identifier to another message since.
        if (arrivedOn < firstConnectionOfSession || arrivedOn < slots[identifier].FirstOn)
        {
            return false;
        }

        slots[identifier].IsWritten = true;
        return slots[identifier].HeldSince == connection;
    }

    public void OnPubRecSent(ushort identifier)
    {
        gate.AssertHeld();
        if (hasReleased && probe == 0)
        {
            probe = identifier;
        }
    }

    public void OnPubRel(ushort identifier)
    {
        gate.AssertHeld();
        hasReleased = true;
        hasFreeIdentifiers |= probe != 0 && identifier == probe;
        if (slots.Length > 0)
        {
            slots[identifier].HeldSince = 0;
        }
    }

    /// <summary>An identifier is given to a message for the first time: what does that tell about the broker?</summary>
    void Learn(in Slot slot)
    {
        if (IsRecent(slot))
        {
            reusesSoon = true;
        }
        else if (hasFreeIdentifiers && !CountsUp)
        {
            freshIdentifiers++;
        }
    }

    /// <summary>
    /// Under an identifier without a PUBREL: the same message again, or another one? mosquitto forgets what has expired
    /// during an outage without a word, and comes round to its identifier in the end. What is sent again has DUP
    /// (section 3.3.1.1); where a broker forgets that, it is at least soon.
    /// </summary>
    bool IsSentAgain(in Slot slot, MqttPublishPacket packet) =>
        (packet.Dup || IsRecent(slot)) && slot.Fingerprint == Fingerprint(packet);

    bool IsSentAgainAfterPubRel(in Slot slot, MqttPublishPacket packet) =>
        packet.Dup && CountsUp && slot.IsWritten && IsRecent(slot) && slot.Fingerprint == Fingerprint(packet);

    bool IsRecent(in Slot slot) => slot.Number != 0 && messages - slot.Number < Soon;

    /// <summary>Tells messages apart at a glance; large ones by their length and their ends.</summary>
    static int Fingerprint(MqttPublishPacket packet)
    {
        const int glance = 64;
        var hash = default(HashCode);
        hash.Add(packet.Topic);
        hash.Add(packet.Payload.Length);
        Span<byte> bytes = stackalloc byte[glance];
        var count = (int)Math.Min(packet.Payload.Length, glance);
        packet.Payload.Slice(0, count).CopyTo(bytes);
        hash.AddBytes(bytes[..count]);
        packet.Payload.Slice(packet.Payload.Length - count).CopyTo(bytes);
        hash.AddBytes(bytes[..count]);
        return hash.ToHashCode();
    }

    /// <remarks>There are 65,536 of them, so the largest field comes first: nothing is lost between them.</remarks>
    struct Slot
    {
        /// <summary>Which message of the session it is; 0 for none.</summary>
        public long Number;

        public int Fingerprint;

        /// <summary>The connection on which the PUBLISH came last; 0 when it has been released by PUBREL.</summary>
        public int HeldSince;

        /// <summary>The connection on which the message came for the first time.</summary>
        public int FirstOn;

        /// <summary>The message has been handed out and written.</summary>
        public bool IsWritten;
    }
}
