using MqttDemo.Config;

namespace MqttDemo.Client.Session;

public sealed partial class MqttSession
{
    /// <summary>
    /// Ends the subscriptions, on this connection and on those that follow. Acknowledgements that come after it are sent
    /// behind the UNSUBSCRIBE, so a broker whose window is full cannot assign more before it has read that.
    /// </summary>
    public void Unsubscribe()
    {
        using (gate.Enter())
        {
            if (connection is null)
            {
                subscriptions?.EndUnsent();
            }
            else if (!IsClosing)
            {
                subscriptions?.End();
            }
        }
    }

    /// <summary>
    /// Takes leave of the broker, for a session that ends with us: unsubscribes, so that nothing more is assigned to
    /// it, and waits until everything assigned before has come, has been dealt with and acknowledged. Nothing in MQTT
    /// says when that is; brokers send the next message when one has been acknowledged. So it is the case when the
    /// broker has answered a PINGREQ sent after the last acknowledgement, and no message has come before that answer.
    /// Somebody has to receive meanwhile.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when the connection has ended first, and with it the session.</returns>
    public async Task<bool> LeaveAsync(CancellationToken cancellationToken)
    {
        Unsubscribe();
        Connection? current;
        using (gate.Enter())
        {
            current = connection;
        }

        if (current is null)
        {
            // The session has ended already; nothing of it is on its way.
            return true;
        }

        Flush();
        while (true)
        {
            var seen = -1L;
            if (!await UntilAsync(current, IsSettled, cancellationToken)
                || !await AreReadAsync(current, cancellationToken))
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
                return subscriptions is not { AreDue: true } && inbox.IsSettled;
            }
        }
    }

    /// <summary>
    /// The broker has read our acknowledgements, and what it then had to send has come; false when the connection has
    /// ended.
    /// </summary>
    async Task<bool> AreReadAsync(Connection current, CancellationToken cancellationToken)
    {
        for (var left = RoundTrips(); left > 0; left--)
        {
            var ping = 0L;
            using (gate.Enter())
            {
                if (connection != current)
                {
                    return false;
                }

                ping = outbox.SendPing(current.Writer);
            }

            Flush();
            if (!await UntilAsync(current, () => outbox.HasAnswered(ping), cancellationToken))
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
            return subscriptions is { HighestQoS: QualityOfService.ExactlyOnce } ? 2 : 1;
        }
    }

    /// <summary>
    /// Waits until something is so; false when the connection has ended first. It is looked at with the gate held.
    /// </summary>
    async Task<bool> UntilAsync(Connection current, Func<bool> isSo, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            using (gate.Enter())
            {
                if (connection != current)
                {
                    return false;
                }

                if (isSo())
                {
                    return true;
                }

                changed = Task.WhenAny(gate.OutboxChanged.WaitAsync(), gate.InboxEmptied.WaitAsync());
            }

            await changed.WaitAsync(cancellationToken);
        }
    }
}
