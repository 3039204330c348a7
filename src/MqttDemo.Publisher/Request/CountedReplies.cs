using MqttDemo.Client.Session;

namespace MqttDemo.Publisher.Request;

/// <summary>
/// The replies that count so far. One whose acknowledgement was lost with a connection comes again, with DUP and under
/// the same identifier, and counts once. Of its content a hash is kept: replies may be long, and there may be one for
/// each identifier.
/// </summary>
sealed class CountedReplies
{
    readonly Dictionary<int, UInt128> byIdentifier = [];
    readonly ContentHash hash = new();

    public bool Contains(in ReceivedMessage message) =>
        message.IsDuplicate
            && byIdentifier.TryGetValue(message.PacketIdentifier, out var reply)
            && reply == hash.Of(message);

    public void Add(in ReceivedMessage message)
    {
        if (message.PacketIdentifier != 0)
        {
            byIdentifier[message.PacketIdentifier] = hash.Of(message);
        }
    }
}
