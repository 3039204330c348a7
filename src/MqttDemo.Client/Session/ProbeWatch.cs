namespace MqttDemo.Client.Session;

/// <summary>Asks the broker again and again whether it still delivers, as long as the session lasts.</summary>
sealed class ProbeWatch : IDisposable
{
    readonly SessionContext context;
    readonly Probe probe;
    readonly ITimer timer;

    public ProbeWatch(SessionContext context, Probe probe)
    {
        (this.context, this.probe) = (context, probe);
        timer = context.Time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(probe.Tick, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();

    bool IsClosing => context.Closing.IsCancellationRequested;

    void Look()
    {
        Connection? current;
        using (context.Gate.Enter())
        {
            if (context.State.HasEnded || IsClosing || probe.Denial.IsThere)
            {
                return;
            }

            current = context.State.Connection;
        }

        if (current is not null)
        {
            Look(current);
        }

        timer.Change(probe.Tick, Timeout.InfiniteTimeSpan);
    }

    void Look(Connection current)
    {
        try
        {
            var isOurSilence =
                current.IsPaused || current.Transport.SendProgress().Waiting > 0 || IsReceivingPart(current);
            string? deafness;
            using (context.Gate.Enter())
            {
                if (context.State.Connection != current || IsClosing)
                {
                    return;
                }

                var inbox = context.State.Inbox;
                isOurSilence |= current.Writer.Pending > 0;
                deafness = probe.Look(isOurSilence, inbox.MayHoldBack, hasSettled: !inbox.HasSetAside);
                current.Traffic.IsDeaf = deafness is not null;
            }

            _ = current.Writer.FlushAsync();
            context.Reports.TellNews();
            if (deafness is not null)
            {
                current.GivenUp.TrySetResult($"the broker at {current.Broker} {deafness}");
            }
        }
        catch (Exception e)
        {
            // Nobody waits for a timer; those who wait for the connection get it.
            current.GivenUp.TrySetException(e);
        }
    }

    /// <summary>A long message is on its way, and the probe can only come behind it.</summary>
    bool IsReceivingPart(Connection current) =>
        current.Reader.HasPart && current.Liveness.SinceLastSign < probe.Period;
}
