namespace MqttDemo.Client.Session;

/// <summary>
/// The packet identifiers in use and the messages under them; one set for PUBLISH, SUBSCRIBE and UNSUBSCRIBE (MQTT 5, section 2.2.1). An identifier
/// in use is never given out again. Called with the session's gate held.
/// </summary>
sealed class PacketIdentifiers
{
    const int Count = 65535;

    readonly OutboxEntry?[] entries = new OutboxEntry?[Count + 1];
    ushort last;
    int inUse;

    public bool AreExhausted => inUse == Count;

    /// <summary>An identifier for a message, or for a packet that is not a PUBLISH.</summary>
    public ushort Take(OutboxEntry? entry = null)
    {
        do
        {
            last = last == Count ? (ushort)1 : (ushort)(last + 1);
        }
        while (entries[last] is not null);

        entries[last] = entry ?? OutboxEntry.Reserved;
        inUse++;
        return last;
    }

    public void Release(ushort identifier)
    {
        entries[identifier] = null;
        inUse--;
    }

    /// <summary>The message under an identifier, if there is one.</summary>
    public OutboxEntry? Find(ushort identifier) => entries[identifier] is { } entry && entry != OutboxEntry.Reserved ? entry : null;
}
