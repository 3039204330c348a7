namespace MqttDemo.Client.Session;

/// <summary>Begins and ends the subscriptions of a session, and the probing of them.</summary>
sealed class SessionSubscribing(SessionContext context) : IDisposable
{
    readonly SessionGate gate = context.Gate;
    readonly SessionState state = context.State;
    ProbeWatch? probing;

    /// <summary>Completes when every filter has been granted. To be called once.</summary>
    public async Task SubscribeAsync(SubscriptionRequest request, CancellationToken cancellationToken)
    {
        Subscriptions begun;
        using (gate.Enter())
        {
            state.ThrowIfGivenUpOrFailed(cancellationToken);
            begun = Begin(request);
        }

        context.Flush();
        await begun.WhenGrantedAsync(cancellationToken);
    }

    /// <summary>Ends the subscriptions, on this connection and on those that follow.</summary>
    public void Unsubscribe()
    {
        using (gate.Enter())
        {
            if (state.Connection is null)
            {
                state.Subscriptions?.EndUnsent();
            }
            else if (!context.Closing.IsCancellationRequested)
            {
                state.Subscriptions?.End();
            }
        }
    }

    /// <summary>Leaves the broker; false when the connection has ended first.</summary>
    /// <exception cref="Config.MqttDemoException">The broker keeps the subscription (FailureKind.Denied).</exception>
    public async Task<bool> LeaveAsync(CancellationToken cancellationToken)
    {
        Unsubscribe();
        // Where there is none the session has ended already; nothing of it is on its way.
        if (context.Connection is not { } current || await new Departure(context, current).RunAsync(cancellationToken))
        {
            return true;
        }

        using (gate.Enter())
        {
            if (state.Failure is not null)
            {
                state.ThrowIfFailed();
            }
        }

        return false;
    }

    public void Dispose() => probing?.Dispose();

    Subscriptions Begin(SubscriptionRequest request)
    {
        gate.AssertHeld();
        Probe? probe = null;
        if (request.ProbeEvery is { } period)
        {
            probe = new Probe(
                gate, period, request.Filters, context.Settings, state.Identifiers, state.Outbox, context.Time);
        }

        var subscriptions = new Subscriptions(gate, request, state.Identifiers, context.Settings.Credentials, probe);
        state.Subscribe(subscriptions, probe);
        probing = probe is null ? null : new ProbeWatch(context, probe);
        return subscriptions;
    }
}
