namespace MqttDemo.Client.Session;

/// <summary>
/// Tells the observer what happens, one sentence after the other, from any thread. With the gate free: the
/// observer may wait for the reader of stderr.
/// </summary>
sealed class SessionReports(SessionGate gate, SessionState state, ISessionObserver observer)
{
    const string Flood = "the broker does not acknowledge what is published here and sends more and more";

    static readonly string Room = $"{MessageMemory.Most / (1024 * 1024)} MB";

    readonly Lock reporting = new();

    // With the gate held.
    bool hasToldDropped;
    bool hasToldLeft;

    public void Warn(string sentence)
    {
        gate.AssertNotHeld();
        lock (reporting)
        {
            observer.Warn(sentence);
        }
    }

    /// <summary>
    /// One at a time, so that they are reported in their order: threads that publish and threads that read come here.
    /// </summary>
    public void TellRefusals()
    {
        gate.AssertNotHeld();
        lock (reporting)
        {
            while (true)
            {
                PublishRefusal? refusal;
                using (gate.Enter())
                {
                    if (!state.Outbox.TryTakeRefusal(out refusal))
                    {
                        return;
                    }
                }

                observer.Refused(refusal);
            }
        }
    }

    /// <summary>That messages were dropped or left to the broker, the first time; and that the probe is off.</summary>
    public void TellNews()
    {
        bool isDropping;
        bool isLeaving;
        string? warning;
        using (gate.Enter())
        {
            isDropping = !hasToldDropped && state.Inbox.Dropped > 0;
            hasToldDropped |= isDropping;
            isLeaving = !hasToldLeft && state.Inbox.Left > 0;
            hasToldLeft |= isLeaving;
            warning = state.Probe?.Denial.TakeWarning();
        }

        if (warning is not null)
        {
            Warn(warning);
        }

        if (isDropping)
        {
            Warn($"{Flood}: messages at QoS 0 for which there is no room ({Room}) are dropped");
        }

        if (isLeaving)
        {
            Warn(
                $"{Flood}: messages for which there is no room ({Room}) are left to it and fetched later, with another "
                + "connection");
        }
    }
}
