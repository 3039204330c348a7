using MqttDemo.Config;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// The life of a session. It is always in one of these states, and <see cref="RunAsync"/> is the one place that moves
/// it from one to the next:
/// <code>
/// connecting -> connected -> lost -> connecting ...    a connection ends and another is worth trying
///                  |           |
///               closing      failed                    the app has said that it is done | nothing more can be done
///                  |
///                ended
/// </code>
/// </summary>
sealed class SessionLoop(SessionContext context)
{
    // With the gate held.
    string? lossReason;

    /// <summary>Why messages of QoS 0 may have been lost; null where none were.</summary>
    public string? LossReason
    {
        get
        {
            using (Gate.Enter())
            {
                return lossReason;
            }
        }
    }

    SessionGate Gate => context.Gate;

    SessionState State => context.State;

    ISessionObserver Observer => context.Observer;

    bool IsClosing => context.Closing.IsCancellationRequested;

    /// <exception cref="MqttDemoException">The session has ended by itself.</exception>
    public void ThrowIfFailed()
    {
        using (Gate.Enter())
        {
            if (State.Failure is not null)
            {
                State.ThrowIfFailed();
            }
        }
    }

    /// <summary>Connects for the first time.</summary>
    /// <exception cref="MqttDemoException">None of the brokers takes the connection.</exception>
    public async Task<Connection> BeginAsync(CancellationToken cancellationToken)
    {
        var connection = await EstablishAsync(cancellationToken);
        Attach(connection);
        return connection;
    }

    /// <summary>Keeps the session connected until it is closed, or nothing more can be done.</summary>
    /// <param name="current">The first connection.</param>
    public async Task RunAsync(Connection current)
    {
        try
        {
            while (true)
            {
                var end = WithoutBlame(await new ConnectionReader(context, current).RunAsync());
                var verdict = Judge(current, end);
                Detach(current, end);
                if (IsClosing)
                {
                    return;
                }

                if (verdict is not null)
                {
                    throw verdict;
                }

                TellLoss(current, end);
                GiveMemoryBack();
                current = await EstablishAsync(context.Closing);
                if (!Attach(current))
                {
                    // CloseAsync has found no connection to say it on.
                    await context.Goodbye.SayAsync(current, context.Goodbye.AtTheEnd(), context.Aborting);
                }
            }
        }
        catch (OperationCanceledException) when (IsClosing)
        {
            // The app is done; there is no connection to close.
        }
        catch (Exception e)
        {
            await FailAsync(e);
        }
        finally
        {
            using (Gate.Enter())
            {
                State.End();
            }
        }
    }

    /// <summary>
    /// Packets and buffers of a connection that stood for a while are garbage of the oldest generation when it has
    /// ended. What a steady stream makes is collected young, so the collector would not look there for hours. Nobody
    /// waits for us at this moment.
    /// </summary>
    static void GiveMemoryBack() =>
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>Tries until a connection stands, or none will.</summary>
    async Task<Connection> EstablishAsync(CancellationToken cancellationToken)
    {
        var established = await context.Connector.ConnectAsync(cancellationToken);
        Observer.Connected(
            established.Broker, nameof(MqttConnectReasonCode.Success), established.Version,
            established.IsSessionPresent);
        return established;
    }

    /// <summary>False when the session has been closed before.</summary>
    bool Attach(Connection established)
    {
        bool isWanted;
        using (Gate.Enter())
        {
            isWanted = !State.IsClosedWithout;
            // Before MQTT 5 it is not said how many may come.
            State.Attach(
                established,
                established.Version == ProtocolVersion.Mqtt5 ? context.Connector.Terms.ReceiveMaximum : int.MaxValue);
        }

        established.Flush();
        context.Reports.TellRefusals();
        return isWanted;
    }

    /// <summary>An error when no other connection is worth trying.</summary>
    MqttDemoException? Judge(Connection ended, ConnectionEnd end)
    {
        using (Gate.Enter())
        {
            return context.Connector.OnEnded(ended.Member, new(
                ended.Broker,
                end,
                ended.Age,
                ended.Liveness.SinceLastSign,
                ended.Traffic.HasDelivered,
                ended.Traffic.HasAnswered && !ended.Traffic.IsDeaf,
                ended.Traffic.IsIdle,
                KeepsAlive: context.KeepAlivePeriod(ended) is not null,
                State.Outbox.Unanswered));
        }
    }

    /// <summary>An end that the first probe may have brought about is followed by another connection.</summary>
    ConnectionEnd WithoutBlame(ConnectionEnd end)
    {
        using (Gate.Enter())
        {
            return end.Kind == ConnectionEndKind.Final && State.Probe?.IsBlamed() == true
                ? end with { Kind = ConnectionEndKind.Temporary }
                : end;
        }
    }

    void Detach(Connection ended, ConnectionEnd end)
    {
        using (Gate.Enter())
        {
            lossReason = State.Outbox.Unconfirmed > 0 ? end.Reason : lossReason;
            State.Detach();
        }

        context.Reports.TellNews();
        ended.Dispose();
    }

    void TellLoss(Connection ended, ConnectionEnd end)
    {
        // What this broker will not do another one may, as it goes on; an outage takes two lines.
        Observer.ConnectionLost(end.Reason, end.Kind == ConnectionEndKind.Final ? null : end.Hint);
        if (HasWrongAliases(ended) && context.Connector.Terms.GiveUpTopicAliases())
        {
            Observer.Warn(
                $"{ended.Broker} uses topic aliases that it has not defined; going on without them (Topic Alias "
                + "Maximum 0)");
        }

        if (ended.Member.History.Suspicion is { } suspicion)
        {
            Observer.Warn(suspicion);
        }
    }

    bool HasWrongAliases(Connection ended)
    {
        using (Gate.Enter())
        {
            return ended.TopicAliases.AreWrong;
        }
    }

    /// <summary>Not swallowed: the next call that publishes, receives or closes throws it.</summary>
    async Task FailAsync(Exception failure)
    {
        Connection? open;
        using (Gate.Enter())
        {
            State.Fail(failure);
            open = State.Connection;
        }

        if (open is not null)
        {
            // It is we who end it, and a will is for those that vanish.
            await context.Goodbye.SayAsync(open, context.Goodbye.AtTheEnd(), context.Aborting);
            Detach(open, new ConnectionEnd(failure.Message));
        }
    }
}
