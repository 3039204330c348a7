namespace MqttDemo.Client.Session;

/// <summary>
/// The packet identifiers of messages of one QoS that have come on the present connection and are not answered yet, one
/// bit each. What comes at QoS 1 under one of them with DUP is sent again by a broker that does not wait for a new
/// connection to do so. Called with the session's gate held.
/// </summary>
sealed class OpenIdentifiers(Gate gate)
{
    const int BitsInWord = 64;

    // Made when the first message comes.
    ulong[] words = [];

    public int Count { get => Gate.Held(gate, field); private set; }

    public bool Contains(ushort identifier)
    {
        gate.AssertHeld();
        return words.Length > 0 && (words[identifier / BitsInWord] & Bit(identifier)) != 0;
    }

    public void Add(ushort identifier)
    {
        gate.AssertHeld();
        if (words.Length == 0)
        {
            words = new ulong[(ushort.MaxValue + 1) / BitsInWord];
        }

        Count += Contains(identifier) ? 0 : 1;
        words[identifier / BitsInWord] |= Bit(identifier);
    }

    public void Remove(ushort identifier)
    {
        gate.AssertHeld();
        if (Contains(identifier))
        {
            Count--;
            words[identifier / BitsInWord] &= ~Bit(identifier);
        }
    }

    public void Clear()
    {
        gate.AssertHeld();
        Count = 0;
        Array.Clear(words);
    }

    static ulong Bit(ushort identifier) => 1UL << (identifier % BitsInWord);
}
