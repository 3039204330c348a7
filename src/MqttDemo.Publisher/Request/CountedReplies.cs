using System.IO.Hashing;
using System.Runtime.InteropServices;
using MqttDemo.Client.Session;

namespace MqttDemo.Publisher.Request;

/// <summary>
/// The replies that count so far. One whose acknowledgement was lost with a connection comes again, with DUP and under
/// the same identifier, and counts once. Of its content a hash is kept: replies may be long, and there may be one for each
/// identifier.
/// </summary>
sealed class CountedReplies
{
    readonly Dictionary<int, UInt128> byIdentifier = [];
    readonly XxHash128 hash = new(Random.Shared.NextInt64());

    public bool Contains(in ReceivedMessage message) =>
        message.IsDuplicate && byIdentifier.TryGetValue(message.PacketIdentifier, out var reply) && reply == Hash(message);

    public void Add(in ReceivedMessage message)
    {
        if (message.PacketIdentifier != 0)
        {
            byIdentifier[message.PacketIdentifier] = Hash(message);
        }
    }

    UInt128 Hash(in ReceivedMessage message)
    {
        hash.Reset();
        hash.Append(MemoryMarshal.AsBytes(message.Topic.AsSpan()));
        hash.Append(MemoryMarshal.AsBytes<int>([message.Topic.Length]));
        foreach (var part in message.Payload)
        {
            hash.Append(part.Span);
        }

        return hash.GetCurrentHashAsUInt128();
    }
}
