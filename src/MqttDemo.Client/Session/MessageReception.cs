namespace MqttDemo.Client.Session;

/// <summary>Hands out what has arrived, and takes back what has been dealt with.</summary>
sealed class MessageReception(SessionContext context) : IBlockOwner
{
    readonly SessionGate gate = context.Gate;
    readonly SessionState state = context.State;
    readonly Inbox inbox = context.State.Inbox;

    /// <summary>Messages of QoS 0 for which there was no room.</summary>
    public long Dropped
    {
        get
        {
            using (gate.Enter())
            {
                return inbox.Dropped;
            }
        }
    }

    /// <summary>Waits on the thread that calls; null when the session has been closed.</summary>
    public ReceivedBlock? Receive(CancellationToken cancellationToken)
    {
        while (true)
        {
            using (gate.Enter())
            {
                if (inbox.Take() is { } block)
                {
                    return new(this, block);
                }

                if (state.HasEnded && state.Failure is null)
                {
                    return null;
                }

                state.ThrowIfFailed();
                gate.InboxFilled.Arm();
            }

            gate.InboxFilled.Wait(cancellationToken);
        }
    }

    /// <summary>Leaves what arrives from now on to the broker.</summary>
    public void Stop()
    {
        using (gate.Enter())
        {
            inbox.Close();
            gate.InboxEmptied.Set();
        }
    }

    public void BeginAll(ReceivedMessages block)
    {
        using (gate.Enter())
        {
            inbox.BeginAll(block);
        }
    }

    public bool Begin(ReceivedMessages block, int index)
    {
        using (gate.Enter())
        {
            return inbox.Begin(block, index);
        }
    }

    public void Acknowledge(ReceivedMessages block, int count, bool isDone)
    {
        using (gate.Enter())
        {
            inbox.Acknowledge(block, count);
            if (isDone)
            {
                inbox.Release(block);
                gate.InboxEmptied.Set();
                state.FetchWhatWasLeft();
            }
        }

        context.Flush();
    }
}
