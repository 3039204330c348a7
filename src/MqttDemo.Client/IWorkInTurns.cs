namespace MqttDemo.Client;

/// <summary>
/// Work that goes on until it ends by itself, in turns: the main thread takes them while the program starts, with what
/// else is due there in between; otherwise a thread of its own takes one after the other.
/// </summary>
interface IWorkInTurns
{
    /// <summary>What a thread of its own is called.</summary>
    string Name { get; }

    /// <summary>Waits until a turn finds something to do; false when that takes longer, or is interrupted.</summary>
    bool IsReady(TimeSpan longest);

    /// <summary>Takes a turn, which waits where it has to; false when it was the last.</summary>
    bool TakeTurn();

    /// <summary>After the last turn: what waits for the end goes on, here or elsewhere.</summary>
    void Complete();
}
