using System.Diagnostics;

namespace MqttDemo.Client;

/// <summary>
/// The work that the main thread does in turns, and how far it is with one: what comes up meanwhile may have to
/// interrupt it. Called with the gate of the main thread held.
/// </summary>
sealed class MainWork
{
    IWorkInTurns? turns;
    State state;
    WakeUp? wakeUp;
    bool isWoken;
    long since;

    /// <summary>Where the main thread is.</summary>
    enum State
    {
        Elsewhere,
        Waiting,
        Working,
    }

    /// <summary>
    /// Is readable when the wait for a turn is to end; null where there is none. Only the main thread asks.
    /// </summary>
    public int? Interruption => state == State.Waiting ? wakeUp?.Descriptor : null;

    /// <summary>How long it has been done.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(since);

    /// <summary>False when there is some already.</summary>
    public bool TryTake(IWorkInTurns work)
    {
        if (turns is not null)
        {
            return false;
        }

        turns = work;
        since = Stopwatch.GetTimestamp();
        return true;
    }

    /// <summary>The main thread begins a turn of the work; null is none.</summary>
    /// <param name="waits">It waits for it first, and can be interrupted then.</param>
    public IWorkInTurns? Begin(bool waits)
    {
        if (turns is not null)
        {
            state = waits ? State.Waiting : State.Working;
            wakeUp ??= waits ? new WakeUp() : null;
        }

        return turns;
    }

    /// <summary>
    /// Something else is due: ends a wait for a turn. False in the middle of one, which cannot be interrupted.
    /// </summary>
    public bool TryInterrupt()
    {
        if (state == State.Waiting && !isWoken)
        {
            isWoken = true;
            wakeUp!.Set();
        }

        return state != State.Working;
    }

    /// <summary>The wait is over, and the turn begins.</summary>
    public void EndWait()
    {
        if (isWoken)
        {
            isWoken = false;
            wakeUp!.Clear();
        }

        state = State.Working;
    }

    /// <summary>The turn has ended, and with it all of the work, if that is over.</summary>
    public void End(bool isOver)
    {
        state = State.Elsewhere;
        turns = isOver ? null : turns;
    }

    /// <summary>Gives the work to another thread, unless the main one is at it; null is none.</summary>
    public IWorkInTurns? GiveAway()
    {
        if (state != State.Elsewhere)
        {
            return null;
        }

        var given = turns;
        turns = null;
        return given;
    }
}
