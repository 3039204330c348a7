using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>
/// The packet identifiers in use and the messages under them; one set for PUBLISH, SUBSCRIBE and UNSUBSCRIBE (MQTT 5,
/// section 2.2.1). An identifier in use is never given out again. Called with the session's gate held.
/// </summary>
sealed class PacketIdentifiers(Gate gate)
{
    const int Count = 65535;

    /// <summary>
    /// Kept back from messages: on a new connection SUBSCRIBE and UNSUBSCRIBE need some, and all may be in flight.
    /// </summary>
    const int Reserve = 256;

    /// <summary>
    /// From an identifier that the broker says is in use to the next try: those are a run of neighbours, and five tries
    /// go once around.
    /// </summary>
    const int FarAway = Count / 5;

    readonly OutboxEntry?[] entries = new OutboxEntry?[Count + 1];
    ushort last;
    int inUse;

    /// <summary>There is one for another message.</summary>
    public bool HasRoomForMessage => Gate.Held(gate, inUse < Count - Reserve);

    /// <summary>There is one for a packet that is not a PUBLISH.</summary>
    public bool HasRoom => Gate.Held(gate, inUse < Count);

    /// <summary>An identifier for a message, or for a packet that is not a PUBLISH, where there is room.</summary>
    /// <exception cref="MqttDemoException">There is none (FailureKind.ConnectionLost).</exception>
    public ushort Take(OutboxEntry? entry = null)
    {
        gate.AssertHeld();
        if (!HasRoom)
        {
            throw new MqttDemoException(
                FailureKind.ConnectionLost,
                $"all {Count} packet identifiers are waiting for an answer from the broker");
        }

        do
        {
            last = last == Count ? (ushort)1 : (ushort)(last + 1);
        }
        while (entries[last] is not null);

        entries[last] = entry ?? OutboxEntry.Reserved;
        inUse++;
        return last;
    }

    /// <summary>Another identifier in place of one that the broker says is in use.</summary>
    public ushort Exchange(ushort identifier, OutboxEntry? entry = null)
    {
        gate.AssertHeld();
        Release(identifier);
        last = (ushort)((identifier + FarAway) % Count);
        return Take(entry);
    }

    public void Release(ushort identifier)
    {
        gate.AssertHeld();
        entries[identifier] = null;
        inUse--;
    }

    /// <summary>The message under an identifier, if there is one.</summary>
    public OutboxEntry? Find(ushort identifier)
    {
        gate.AssertHeld();
        return entries[identifier] is { } entry && entry != OutboxEntry.Reserved ? entry : null;
    }
}
