using MqttDemo.Client.Wire;

namespace MqttDemo.Client.Session;

public sealed partial class MqttSession
{
    Probe? probe;
    ITimer? probing;

    /// <summary>From now on the broker is asked again and again whether it still delivers.</summary>
    void StartProbing(SubscriptionRequest request, TimeSpan period)
    {
        var started = new Probe(gate, period, request.Filters, settings, identifiers, outbox, time);
        probe = started;
        probing = time.CreateTimer(_ => LookAt(started), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        probing.Change(started.Tick, Timeout.InfiniteTimeSpan);
    }

    void LookAt(Probe started)
    {
        Connection? current;
        ITimer timer;
        using (gate.Enter())
        {
            if (hasEnded || IsClosing || started.Denial.IsThere)
            {
                return;
            }

            (current, timer) = (connection, probing!);
        }

        if (current is not null)
        {
            LookAt(started, current);
        }

        timer.Change(started.Tick, Timeout.InfiniteTimeSpan);
    }

    void LookAt(Probe started, Connection current)
    {
        try
        {
            var isOurSilence = isPaused || current.Transport.SendProgress().Waiting > 0 || IsReceivingPart(started, current);
            string? deafness;
            using (gate.Enter())
            {
                if (connection != current || IsClosing)
                {
                    return;
                }

                isOurSilence |= current.Writer.Pending > 0;
                deafness = started.Look(isOurSilence, inbox.MayHoldBack, hasSettled: !inbox.HasSetAside);
                current.IsDeaf = deafness is not null;
            }

            _ = current.Writer.FlushAsync();
            TellProbe();
            if (deafness is not null)
            {
                current.GivenUp.TrySetResult($"the broker at {current.Broker} {deafness}");
            }
        }
        catch (Exception e)
        {
            // Nobody waits for a timer; who waits for the connection is told.
            current.GivenUp.TrySetException(e);
        }
    }

    /// <summary>A long message is on its way, and the probe can only come behind it.</summary>
    static bool IsReceivingPart(Probe started, Connection current) =>
        current.Reader.HasPart && current.Liveness.SinceLastSign < started.Period;

    /// <summary>It is off: once.</summary>
    void TellProbe()
    {
        string? warning;
        using (gate.Enter())
        {
            warning = probe?.Denial.TakeWarning();
        }

        if (warning is not null)
        {
            Warn(warning);
        }
    }

    /// <summary>An end that the first probe may have brought about is followed by another connection.</summary>
    ConnectionEnd WithoutBlame(ConnectionEnd end)
    {
        using (gate.Enter())
        {
            return end.Kind == ConnectionEndKind.Final && probe?.IsBlamed() == true
                ? end with { Kind = ConnectionEndKind.Temporary }
                : end;
        }
    }

    /// <summary>
    /// A session that is kept must not keep the last probe for the next run: where that is on its way it is waited for.
    /// </summary>
    async Task UntilProbeIsBackAsync(CancellationToken givenUp)
    {
        using var clock = new CancellationTokenSource(Courtesy, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(givenUp, clock.Token);
        while (!limit.IsCancellationRequested && !HasEnded)
        {
            Task changed;
            using (gate.Enter())
            {
                var isOut = probe is { IsOut: true, Denial.IsThere: false };
                if (!isOut || !connector.Terms.KeepsSessionAfterEnd || connection is null)
                {
                    return;
                }

                changed = gate.OutboxChanged.WaitAsync();
            }

            await Task.WhenAny(changed, running, Task.Delay(Timeout.InfiniteTimeSpan, limit.Token));
        }
    }

    /// <summary>
    /// Before the DISCONNECT: nothing of the probe is left in a session that is kept. With the gate held. The broker
    /// deals with packets in their order, so nobody waits for the UNSUBACK.
    /// </summary>
    void LeaveProbe(PacketWriter writer)
    {
        if (probe is not null && connector.Terms.KeepsSessionAfterEnd)
        {
            inbox.AcknowledgeSetAside();
            subscriptions?.UnsubscribeProbe(writer);
        }
    }
}
