using MqttDemo.Client.Wire;

namespace MqttDemo.Client.Session;

public sealed partial class MqttSession
{
    Probe? probe;
    ITimer? probing;

    /// <summary>From now on the broker is asked again and again whether it still delivers.</summary>
    void StartProbing(SubscriptionRequest request, TimeSpan period)
    {
        probe = new Probe(period, request.Filters, settings, identifiers, outbox, time);
        probing = time.CreateTimer(_ => LookAtProbe(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        probing.Change(probe.Tick, Timeout.InfiniteTimeSpan);
    }

    void LookAtProbe()
    {
        Connection? current;
        lock (gate)
        {
            if (hasEnded || IsClosing || probe!.Denial.IsThere)
            {
                return;
            }

            current = connection;
        }

        if (current is not null)
        {
            LookAtProbe(current);
        }

        probing!.Change(probe.Tick, Timeout.InfiniteTimeSpan);
    }

    void LookAtProbe(Connection current)
    {
        try
        {
            var isOurSilence = isPaused || current.Transport.SendProgress().Waiting > 0 || IsReceivingPart(current);
            string? deafness;
            lock (gate)
            {
                if (connection != current || IsClosing)
                {
                    return;
                }

                isOurSilence |= current.Writer.Pending > 0;
                deafness = probe!.Look(isOurSilence, inbox.MayHoldBack, hasSettled: !inbox.HasSetAside);
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
    bool IsReceivingPart(Connection current) =>
        current.Reader.HasPart && current.Liveness.SinceLastSign < probe!.Period;

    /// <summary>It is off: once.</summary>
    void TellProbe()
    {
        if (probe?.Denial.TakeWarning() is { } warning)
        {
            Warn(warning);
        }
    }

    /// <summary>An end that the first probe may have brought about is followed by another connection.</summary>
    ConnectionEnd WithoutBlame(ConnectionEnd end)
    {
        lock (gate)
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
        while (!limit.IsCancellationRequested && !hasEnded)
        {
            Task changed;
            lock (gate)
            {
                var isOut = probe is { IsOut: true, Denial.IsThere: false };
                if (!isOut || !connector.Terms.KeepsSessionAfterEnd || connection is null)
                {
                    return;
                }

                changed = outboxChanged.WaitAsync();
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
