namespace MqttDemo.Client.Session;

/// <summary>
/// The packet identifiers of QoS 1 that have come on the present connection and have no PUBACK yet, one bit each. What
/// comes under one of them with DUP is sent again by a broker that does not wait for a new connection to do so. Called
/// with the session's gate held.
/// </summary>
sealed class OpenIdentifiers
{
    const int BitsInWord = 64;

    // Made when the first message of QoS 1 comes.
    ulong[] words = [];

    public bool Contains(ushort identifier) =>
        words.Length > 0 && (words[identifier / BitsInWord] & Bit(identifier)) != 0;

    public void Add(ushort identifier)
    {
        if (words.Length == 0)
        {
            words = new ulong[(ushort.MaxValue + 1) / BitsInWord];
        }

        words[identifier / BitsInWord] |= Bit(identifier);
    }

    public void Remove(ushort identifier) => words[identifier / BitsInWord] &= ~Bit(identifier);

    public void Clear() => Array.Clear(words);

    static ulong Bit(ushort identifier) => 1UL << (identifier % BitsInWord);
}
