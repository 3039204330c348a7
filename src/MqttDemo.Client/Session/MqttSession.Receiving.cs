using MqttDemo.Config;

namespace MqttDemo.Client.Session;

public sealed partial class MqttSession
{
    /// <summary>From one read to the next, of 64 KiB at most, while there is too much already and somebody waits to publish.</summary>
    static readonly TimeSpan SlowReading = TimeSpan.FromSeconds(0.1);

    /// <summary>Nothing is read from the network, so the broker's silence is ours.</summary>
    volatile bool isPaused;

    bool hasToldDropped;

    /// <summary>What has come waits to be received, and no more is read.</summary>
    internal bool IsPaused => isPaused;

    /// <summary>Subscribes, and again on each connection. Completes when every filter has been granted. To be called once.</summary>
    /// <param name="request">To what, and how.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MqttDemoException">A filter was denied or granted at a lower QoS (exit code 5).</exception>
    public async Task SubscribeAsync(SubscriptionRequest request, CancellationToken cancellationToken)
    {
        Task granted;
        using (gate.Enter())
        {
            ThrowIfFailed();
            if (request.ProbeEvery is { } period)
            {
                StartProbing(request, period);
            }

            subscriptions = new Subscriptions(gate, request, identifiers, settings.Credentials, probe);
            granted = subscriptions.Granted;
            if (connection is { } current)
            {
                probe?.Attach(current.Writer, current.Limits);
                subscriptions.Send(current.Writer, current.Limits, current.IsSessionPresent);
            }
        }

        Flush();
        await granted.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// The messages that have arrived since the last call, at least one; null when the session has been closed. Waits on the thread that calls:
    /// whoever receives has nothing else to do, and to go on with another thread costs each message the time to wake it.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MqttDemoException">The connection was lost for good (exit code 6) or refused (4), and everything that had arrived has been handed out.</exception>
    public ReceivedBlock? Receive(CancellationToken cancellationToken)
    {
        while (true)
        {
            using (gate.Enter())
            {
                if (inbox.Take() is { } block)
                {
                    return block;
                }

                if (hasEnded && failure is null)
                {
                    return null;
                }

                ThrowIfFailed();
                gate.InboxFilled.Arm();
            }

            gate.InboxFilled.Wait(cancellationToken);
        }
    }

    /// <summary>
    /// Messages of QoS 0 that were dropped: more came than there is memory for while what is published here waited for the
    /// broker's acknowledgements.
    /// </summary>
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

    /// <summary>Leaves what arrives from now on to the broker; what has arrived can still be received.</summary>
    public void StopReceiving()
    {
        using (gate.Enter())
        {
            inbox.Close();
            gate.InboxEmptied.Set();
        }
    }

    /// <summary>
    /// Asks the broker whether it is there. When it answers it has handled everything that was sent before, and what it had to send at once has arrived;
    /// where the connection breaks meanwhile, the next one is asked.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MqttDemoException">The connection was lost for good (exit code 6) or refused (4).</exception>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        Connection? asked = null;
        var ping = 0L;
        while (true)
        {
            Task changed;
            using (gate.Enter())
            {
                ThrowIfFailed();
                if (connection is not null && connection == asked && outbox.HasAnswered(ping))
                {
                    return;
                }

                if (connection is { } current && current != asked)
                {
                    asked = current;
                    ping = outbox.SendPing(current.Writer);
                }

                changed = gate.OutboxChanged.WaitAsync();
            }

            Flush();
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>That messages were dropped, once; and what the probe has to say.</summary>
    void TellNews()
    {
        bool hasDropped;
        string? warning;
        using (gate.Enter())
        {
            hasDropped = inbox.Dropped > 0;
            warning = probe?.Denial.TakeWarning();
        }

        if (warning is not null)
        {
            Warn(warning);
        }

        if (hasDropped && !hasToldDropped)
        {
            hasToldDropped = true;
            Warn(
                "the broker does not acknowledge what is published here and sends more and more: messages at QoS 0 for which "
                + $"there is no room ({MessageMemory.Most / (1024 * 1024)} MB) are dropped");
        }
    }

    void IBlockOwner.BeginAll(ReceivedBlock block)
    {
        using (gate.Enter())
        {
            inbox.BeginAll(block);
        }
    }

    bool IBlockOwner.Begin(ReceivedBlock block, int index)
    {
        using (gate.Enter())
        {
            return inbox.Begin(block, index);
        }
    }

    void IBlockOwner.Acknowledge(ReceivedBlock block, int count, bool isDone)
    {
        using (gate.Enter())
        {
            inbox.Acknowledge(block, count);
            if (isDone)
            {
                inbox.Release(block);
                gate.InboxEmptied.Set();
            }
        }

        Flush();
    }

    /// <summary>
    /// Leaves the network unread while the broker reads nothing of what it wants to be answered. More than a whole window and
    /// all acknowledgements that it can be waiting for has gathered then, so it is not we whom it waits for.
    /// </summary>
    void WaitForOutput(Connection current)
    {
        while (true)
        {
            using (gate.Enter())
            {
                var writer = current.Writer;
                if (writer.PendingMemory <= MessageMemory.Gathered || writer.Failure is not null || writer.IsClosed)
                {
                    return;
                }

                gate.OutboxChanged.Arm();
            }

            gate.OutboxChanged.Wait(SlowReading);
        }
    }

    /// <summary>
    /// Leaves the network unread while too much waits to be written; but not while somebody waits to publish, because the answers that make room for that
    /// come over the network too, and what waits to be written may be waiting for just that. When that has brought too much it goes on slowly, unless
    /// all that came was dropped: never again to read would be never to end. At QoS 1 and 2 our Receive Maximum bounds it.
    /// </summary>
    void WaitForInboxRoom(Connection current)
    {
        while (true)
        {
            bool isPublishing;
            using (gate.Enter())
            {
                isPublishing = waitingToPublish > 0;
                if (!inbox.IsFull || inbox.IsClosed || (isPublishing && !(inbox.IsOverfull && inbox.HasGrown)))
                {
                    return;
                }

                gate.InboxEmptied.Arm();
            }

            isPaused = !isPublishing;
            var isEmptied = gate.InboxEmptied.Wait(isPublishing ? SlowReading : Timeout.InfiniteTimeSpan);
            if (isPaused)
            {
                current.Liveness.OnSign();
                isPaused = false;
            }

            if (!isEmptied)
            {
                return;
            }
        }
    }
}
