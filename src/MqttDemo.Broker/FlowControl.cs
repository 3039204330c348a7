namespace MqttDemo.Broker;

/// <summary>
/// Holds back the publishers to a client that is behind, as long as that client makes progress
/// (<see cref="Progress"/>). Nobody else waits, and nobody waits for itself: a publisher that is not read cannot
/// acknowledge either, so it is read on where its acknowledgements are what is missing. Called with the gate held.
/// </summary>
static class FlowControl
{
    /// <summary>A message has gone to a session: its publisher may have to wait.</summary>
    public static void OnRouted(ClientReading? publisher, Session receiver)
    {
        if (publisher is { HeldBy: null, IsLetGo: false }
            && receiver.Outgoing.HoldsBack
            && !IsCircle(publisher, receiver))
        {
            publisher.HeldBy = receiver;
            receiver.Holding.Add(publisher);
        }
    }

    /// <summary>
    /// Lets those go on that are held back for a session, when there is room again or no use in waiting. True when
    /// there was somebody.
    /// </summary>
    public static bool OnDrained(Session receiver)
    {
        if (receiver.Holding.Count == 0
            || (receiver.Outgoing.Cost > Account.Congested / 2 && !receiver.Progress.HasStopped))
        {
            return false;
        }

        var released = receiver.Holding.ToArray();
        foreach (var publisher in released)
        {
            Release(publisher);
        }

        foreach (var publisher in released)
        {
            publisher.GoOn();
        }

        return true;
    }

    /// <summary>It does not wait any more.</summary>
    public static void Release(ClientReading publisher)
    {
        publisher.HeldBy?.Holding.Remove(publisher);
        publisher.HeldBy = null;
    }

    /// <summary>
    /// Whether the one that a publisher would wait for waits for the publisher itself, directly or by others, without
    /// any of them being read. One has to be read on, or none would ever get an acknowledgement.
    /// </summary>
    public static bool IsCircle(ClientReading publisher, Session? receiver)
    {
        for (var steps = 0; receiver?.Connection is { Reading: { IsPaused: true } next } && steps < 1_000; steps++)
        {
            if (next == publisher)
            {
                return true;
            }

            receiver = next.HeldBy;
        }

        return false;
    }
}
