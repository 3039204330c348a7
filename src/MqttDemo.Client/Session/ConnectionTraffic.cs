namespace MqttDemo.Client.Session;

/// <summary>What has happened on a connection: it is judged by that when it ends. Called with the gate held.</summary>
sealed class ConnectionTraffic(Gate gate)
{
    /// <summary>The broker has answered a message that we published.</summary>
    public bool HasDelivered
    {
        get => Gate.Held(gate, field);
        set
        {
            gate.AssertHeld();
            field = value;
        }
    }

    /// <summary>
    /// The broker has answered something of ours; while something that we published waits for its answer, only that
    /// counts.
    /// </summary>
    public bool HasAnswered
    {
        get => Gate.Held(gate, field);
        set
        {
            gate.AssertHeld();
            field = value;
        }
    }

    /// <summary>
    /// The broker has sent messages. A retained one comes with every new subscription, and does not count.
    /// </summary>
    public bool HasReceived
    {
        get => Gate.Held(gate, field);
        set
        {
            gate.AssertHeld();
            field = value;
        }
    }

    /// <summary>The broker has stopped delivering: what it answered before no longer counts.</summary>
    public bool IsDeaf
    {
        get => Gate.Held(gate, field);
        set
        {
            gate.AssertHeld();
            field = value;
        }
    }

    /// <summary>Messages of QoS 0, which nothing answers, have been sent.</summary>
    public bool HasSentAtMostOnce
    {
        get => Gate.Held(gate, field);
        set
        {
            gate.AssertHeld();
            field = value;
        }
    }

    /// <summary>Nothing has been done on it.</summary>
    public bool IsIdle => Gate.Held(gate, !HasDelivered && !HasReceived && !HasSentAtMostOnce);
}
