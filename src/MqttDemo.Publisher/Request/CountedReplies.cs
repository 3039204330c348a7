using System.Buffers;
using MqttDemo.Client.Session;

namespace MqttDemo.Publisher.Request;

/// <summary>
/// The replies that count so far. One whose acknowledgement was lost with a connection comes again, with DUP and under
/// the same identifier, and counts once.
/// </summary>
sealed class CountedReplies
{
    readonly Dictionary<int, (string Topic, byte[] Payload)> byIdentifier = [];

    public bool Contains(in ReceivedMessage message) =>
        message.IsDuplicate
        && byIdentifier.TryGetValue(message.PacketIdentifier, out var reply)
        && reply.Topic == message.Topic
        && reply.Payload.AsSpan().SequenceEqual(message.Payload.ToArray());

    public void Add(in ReceivedMessage message) =>
        byIdentifier[message.PacketIdentifier] = (message.Topic, message.Payload.ToArray());
}
