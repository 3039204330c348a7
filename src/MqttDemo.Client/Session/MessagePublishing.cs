using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>Publishes while there is room within the window, and waits for room otherwise.</summary>
sealed class MessagePublishing(SessionContext context)
{
    /// <summary>How much gathers before it is sent without waiting for <see cref="SessionContext.Flush"/>.</summary>
    const int FlushThreshold = 32 * 1024;

    readonly SessionGate gate = context.Gate;
    readonly SessionState state = context.State;
    readonly Outbox outbox = context.State.Outbox;

    /// <summary>What became of the messages published so far.</summary>
    public PublishCounts Counts
    {
        get
        {
            using (gate.Enter())
            {
                return outbox.Counts;
            }
        }
    }

    /// <summary>Accepts a message, and waits for room where there is none.</summary>
    public ValueTask PublishAsync(in OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (!TryPublish(message, goesAhead: false, out var flush, CancellationToken.None))
        {
            return new(WhenThereIsRoomAsync(message, cancellationToken));
        }

        if (flush)
        {
            context.Flush();
        }

        return default;
    }

    /// <summary>
    /// The same, waiting on the thread that calls, and accepting a few messages ahead (<see cref="WaitingMessages"/>).
    /// One thread at a time.
    /// </summary>
    public void Publish(in OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (!TryPublish(message, goesAhead: true, out var flush, CancellationToken.None))
        {
            WhenThereIsRoom(message, cancellationToken);
        }
        else if (flush)
        {
            context.Flush();
        }
    }

    /// <summary>Counts a message that cannot be published at all.</summary>
    public void Refuse(PublishRefusal refusal)
    {
        using (gate.Enter())
        {
            outbox.Refuse(refusal);
        }
    }

    /// <summary>Takes back what was accepted and has never been sent. Returns how many messages that are.</summary>
    public int Withdraw()
    {
        using (gate.Enter())
        {
            var withdrawn = outbox.Withdraw();
            gate.TellOutboxChanged();
            return withdrawn;
        }
    }

    /// <summary>
    /// Waits until every message of QoS 1 and 2 has been acknowledged or refused. What is only to be sent goes with
    /// what follows: the PINGREQ that asks whether it has been read, or the DISCONNECT.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            using (gate.Enter())
            {
                if (outbox.IsEmpty)
                {
                    break;
                }

                state.ThrowIfGivenUpOrFailed(cancellationToken);
                changed = gate.OutboxChanged.WaitAsync(cancellationToken);
            }

            context.Flush();
            await changed;
        }

        context.Reports.TellRefusals();
    }

    bool TryPublish(in OutgoingMessage message, bool goesAhead, out bool flush, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            state.ThrowIfGivenUpOrFailed(cancellationToken);
            flush = false;
            if (!outbox.HasRoom(message.QualityOfService, goesAhead))
            {
                return false;
            }

            outbox.Send(message);
            state.Connection!.Traffic.HasSentAtMostOnce |= outbox.Unconfirmed > 0;
            flush = state.Connection.Writer.Pending >= FlushThreshold;
            return true;
        }
    }

    async Task WhenThereIsRoomAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        state.CountWaiting(+1);
        try
        {
            do
            {
                context.Flush();
                Task changed;
                using (gate.Enter())
                {
                    changed = HasRoom(message.QualityOfService, goesAhead: false, cancellationToken)
                        ? Task.CompletedTask
                        : gate.OutboxChanged.WaitAsync(cancellationToken);
                }

                await changed;
            }
            while (!TryPublish(message, goesAhead: false, out _, cancellationToken));
        }
        finally
        {
            state.CountWaiting(-1);
        }

        context.Flush();
    }

    void WhenThereIsRoom(in OutgoingMessage message, CancellationToken cancellationToken)
    {
        state.CountWaiting(+1);
        try
        {
            do
            {
                context.Flush();
                if (!HasRoomOrArms(message.QualityOfService, cancellationToken))
                {
                    gate.PublisherAwaited.Wait(cancellationToken);
                }
            }
            while (!TryPublish(message, goesAhead: true, out _, cancellationToken));
        }
        finally
        {
            state.CountWaiting(-1);
        }

        context.Flush();
    }

    bool HasRoomOrArms(QualityOfService qualityOfService, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            if (HasRoom(qualityOfService, goesAhead: true, cancellationToken))
            {
                return true;
            }

            gate.PublisherAwaited.Arm();
            return false;
        }
    }

    /// <summary>With the gate held, by a caller that is about to wait.</summary>
    bool HasRoom(QualityOfService qualityOfService, bool goesAhead, CancellationToken cancellationToken)
    {
        gate.AssertHeld();
        state.ThrowIfGivenUpOrFailed(cancellationToken);
        // The reader may be waiting for room of its own: see ConnectionReading.
        gate.InboxEmptied.Set();
        return outbox.HasRoom(qualityOfService, goesAhead);
    }
}
