using System.Buffers;
using MqttDemo.Client.Wire;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>How far a message of QoS 1 or 2 has come on the present connection.</summary>
enum OutboxState
{
    /// <summary>Not sent on this connection.</summary>
    Waiting,

    /// <summary>PUBLISH sent; PUBACK or PUBREC is due.</summary>
    Sent,

    /// <summary>PUBREC has come and PUBREL is sent; PUBCOMP is due.</summary>
    Received,
}

/// <summary>
/// A message of QoS 1 or 2 until it is acknowledged. Entries are used again, so a long stream needs no more of them
/// than its window.
/// </summary>
sealed class OutboxEntry
{
    /// <summary>
    /// A copy above this size is given back to the garbage collector instead of being kept for the next message; so it
    /// never changes, not even when the answer comes while an earlier connection is still sending it.
    /// </summary>
    const int KeptCopySize = PacketBuffer.LargePayload;

    /// <summary>Stands for an identifier that a packet other than PUBLISH is using.</summary>
    public static readonly OutboxEntry Reserved = new();

    byte[] copy = [];

    public MqttPublishPacket Packet { get; } = new();

    public OutboxState State { get; set; }

    /// <summary>
    /// It has been on the wire in the session that the broker knows, so the next time is a duplicate.
    /// </summary>
    public bool WasSent { get; set; }

    /// <summary>It has been given another identifier, because the broker said that its first is in use.</summary>
    public bool HasOtherIdentifier { get; set; }

    /// <summary>Which one it is of all that there have been.</summary>
    public long Number { get; private set; }

    public long Position { get; private set; }

    /// <summary>The memory for its bytes: the payload, the topic and the properties.</summary>
    public long Cost { get; private set; }

    public OutboxEntry? Previous { get; set; }

    public OutboxEntry? Next { get; set; }

    public void Fill(in OutgoingMessage message, ushort identifier, long number)
    {
        Number = number;
        Fill(Packet, message, message.KeepsPayload ? message.Payload : Copy(message.Payload.Span));
        Packet.PacketIdentifier = identifier;
        Position = message.Position;
        Cost = message.Payload.Length + (2L * message.Topic.Length) + PacketProperties.Cost(Packet);
        State = OutboxState.Waiting;
        (WasSent, HasOtherIdentifier) = (false, false);
    }

    public static void Fill(MqttPublishPacket packet, in OutgoingMessage message, ReadOnlyMemory<byte> payload)
    {
        packet.Topic = message.Topic;
        packet.Payload = new ReadOnlySequence<byte>(payload);
        packet.QualityOfServiceLevel = (MqttQualityOfServiceLevel)message.QualityOfService;
        packet.Retain = message.Retain;
        packet.Dup = false;
        PacketProperties.Fill(packet, message.Properties);
    }

    public void Clear()
    {
        (Packet.Payload, Packet.Topic) = (default, "");
        PacketProperties.Fill(Packet, properties: null);
        Previous = Next = null;
        if (copy.Length > KeptCopySize)
        {
            copy = [];
        }
    }

    ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> payload)
    {
        if (copy.Length < payload.Length)
        {
            copy = GC.AllocateUninitializedArray<byte>(
                (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(payload.Length, 64)));
        }

        payload.CopyTo(copy);
        return copy.AsMemory(0, payload.Length);
    }
}
