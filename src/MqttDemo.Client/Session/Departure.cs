using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>
/// Leaves a broker after the UNSUBSCRIBE, for a session that ends with the program: waits until everything assigned
/// before has come, has been dealt with and acknowledged. Nothing in MQTT says when that is; brokers send the next
/// message when one has been acknowledged. So it is true when the broker has answered a PINGREQ sent after the last
/// acknowledgement, and no message has come before that answer.
/// </summary>
sealed class Departure(SessionContext context, Connection current)
{
    readonly SessionGate gate = context.Gate;
    readonly SessionState state = context.State;
    readonly Outbox outbox = context.State.Outbox;
    readonly Inbox inbox = context.State.Inbox;

    /// <summary>False when the connection has ended first, and with it the session.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        context.Flush();
        while (true)
        {
            var seen = -1L;
            if (!await UntilAsync(IsSettled, cancellationToken)
                || !await AreReadAsync(cancellationToken))
            {
                return false;
            }

            using (gate.Enter())
            {
                if (inbox.Arrivals == seen)
                {
                    return true;
                }
            }

            bool IsSettled()
            {
                seen = inbox.Arrivals;
                return state.Subscriptions is not { AreDue: true } && inbox.IsSettled;
            }
        }
    }

    /// <summary>
    /// The broker has read our acknowledgements, and what it then had to send has come; false when the connection has
    /// ended.
    /// </summary>
    async Task<bool> AreReadAsync(CancellationToken cancellationToken)
    {
        for (var left = RoundTrips(); left > 0; left--)
        {
            var ping = 0L;
            using (gate.Enter())
            {
                if (state.Connection != current)
                {
                    return false;
                }

                ping = outbox.SendPing(current.Writer);
            }

            context.Flush();
            if (!await UntilAsync(() => outbox.HasAnswered(ping), cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// At QoS 2 the broker sends the next when it has our PUBCOMP, which is one round trip behind our PUBREC.
    /// </summary>
    int RoundTrips()
    {
        using (gate.Enter())
        {
            return state.Subscriptions is { HighestQoS: QualityOfService.ExactlyOnce } ? 2 : 1;
        }
    }

    /// <summary>
    /// Waits until something is so; false when the connection has ended first. It is looked at with the gate held.
    /// </summary>
    async Task<bool> UntilAsync(Func<bool> isSo, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            using (gate.Enter())
            {
                if (state.Connection != current)
                {
                    return false;
                }

                if (isSo())
                {
                    return true;
                }

                cancellationToken.ThrowIfCancellationRequested();
                changed = Task.WhenAny(
                    gate.OutboxChanged.WaitAsync(cancellationToken), gate.InboxEmptied.WaitAsync(cancellationToken));
            }

            await changed;
        }
    }
}
