namespace MqttDemo.Client.Session;

/// <summary>
/// Tells the observer what happens, one sentence after the other, whoever has it to say. With the gate free: the
/// observer may wait for whoever reads stderr.
/// </summary>
sealed class SessionReports(SessionGate gate, SessionState state, ISessionObserver observer)
{
    readonly Lock reporting = new();

    // With the gate held.
    bool hasToldDropped;

    public void Warn(string sentence)
    {
        gate.AssertNotHeld();
        lock (reporting)
        {
            observer.Warn(sentence);
        }
    }

    /// <summary>
    /// One at a time, so that they are told in their order: whoever publishes and whoever reads come here.
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

    /// <summary>That messages were dropped, the first time; and that the probe is off.</summary>
    public void TellNews()
    {
        bool isDropping;
        string? warning;
        using (gate.Enter())
        {
            isDropping = !hasToldDropped && state.Inbox.Dropped > 0;
            hasToldDropped |= isDropping;
            warning = state.Probe?.Denial.TakeWarning();
        }

        if (warning is not null)
        {
            Warn(warning);
        }

        if (isDropping)
        {
            Warn(
                "the broker does not acknowledge what is published here and sends more and more: messages at QoS 0 for "
                + "which "
                + $"there is no room ({MessageMemory.Most / (1024 * 1024)} MB) are dropped");
        }
    }
}
