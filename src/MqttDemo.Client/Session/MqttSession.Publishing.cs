using MqttDemo.Config;

namespace MqttDemo.Client.Session;

public sealed partial class MqttSession
{
    /// <summary>How much gathers before it is sent without waiting for <see cref="Flush"/>.</summary>
    const int FlushThreshold = 32 * 1024;

    int waitingToPublish;

    /// <summary>
    /// Publishes: returns at once while there is room within the window, and waits for room otherwise, also through an outage. What has been
    /// accepted is delivered over as many connections as it takes; a refusal is told to the observer.
    /// </summary>
    /// <param name="message">The message; it may wait in a buffer until <see cref="Flush"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for room; the message is then not accepted.</param>
    /// <exception cref="MqttDemoException">The connection was lost for good (exit code 6) or refused (4).</exception>
    public ValueTask PublishAsync(in OutgoingMessage message, CancellationToken cancellationToken) =>
        TryPublish(message, out var flush) && !flush ? default : PublishSlowlyAsync(message, flush, cancellationToken);

    /// <summary>Counts a message that cannot be published at all; the observer is told of it in its turn.</summary>
    /// <param name="refusal">Which and why.</param>
    public void Refuse(PublishRefusal refusal)
    {
        using (gate.Enter())
        {
            outbox.Refuse(refusal);
        }
    }

    /// <summary>Sends what has gathered: to be called when there is nothing more at hand.</summary>
    public void Flush()
    {
        Connection? current;
        using (gate.Enter())
        {
            current = connection;
        }

        _ = current?.Writer.FlushAsync();
        ReportRefusals();
    }

    /// <summary>Waits until every message of QoS 1 and 2 has been acknowledged or refused.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MqttDemoException">The connection was lost for good (exit code 6) or refused (4).</exception>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        Flush();
        while (true)
        {
            Task changed;
            using (gate.Enter())
            {
                if (outbox.IsEmpty)
                {
                    break;
                }

                ThrowIfFailed();
                changed = gate.OutboxChanged.WaitAsync();
            }

            await changed.WaitAsync(cancellationToken);
        }

        ReportRefusals();
    }

    bool TryPublish(in OutgoingMessage message, out bool flush)
    {
        using (gate.Enter())
        {
            ThrowIfFailed();
            flush = false;
            if (!outbox.HasRoom(message.QualityOfService))
            {
                return false;
            }

            outbox.Send(message);
            connection!.HasSentAtMostOnce |= outbox.Unconfirmed > 0;
            flush = connection.Writer.Pending >= FlushThreshold;
            return true;
        }
    }

    async ValueTask PublishSlowlyAsync(OutgoingMessage message, bool isAccepted, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref waitingToPublish);
        try
        {
            while (!isAccepted)
            {
                Flush();
                Task changed;
                using (gate.Enter())
                {
                    ThrowIfFailed();
                    changed = outbox.HasRoom(message.QualityOfService) ? Task.CompletedTask : gate.OutboxChanged.WaitAsync();
                    // The reader may be waiting for room of its own: see WaitForInboxRoom.
                    gate.InboxEmptied.Set();
                }

                await changed.WaitAsync(cancellationToken);
                isAccepted = TryPublish(message, out _);
            }
        }
        finally
        {
            Interlocked.Decrement(ref waitingToPublish);
        }

        Flush();
    }

    void ThrowIfFailed()
    {
        if (failure is not null)
        {
            // The same sentence for whoever asks; the first trace is the true one.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        ObjectDisposedException.ThrowIf(hasEnded, this);
    }
}
