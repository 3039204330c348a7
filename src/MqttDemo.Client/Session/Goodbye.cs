using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// Leaves a broker: waits until it has read what nothing else confirms, and sends DISCONNECT.
/// </summary>
sealed class Goodbye(
    SessionGate gate, SessionState state, ConnectionSettings settings, ConnectTerms terms, ISessionObserver observer,
    TimeProvider time)
{
    /// <summary>How long the broker may take to close its side when nothing depends on it any more.</summary>
    static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(2);

    /// <summary>The same when it has been given up.</summary>
    static readonly TimeSpan Hurry = TimeSpan.FromSeconds(0.2);

    /// <summary>
    /// A will that we ask for comes at the end of the session if that is earlier than its delay (MQTT 5, section
    /// 3.1.3.2.2).
    /// </summary>
    uint LeftForWill =>
        settings is
        {
            Disconnect.ReasonCode: (byte)MqttDisconnectReasonCode.DisconnectWithWillMessage,
            Will.DelayInterval: { } delay,
        } ? delay : 0;

    bool HasEnded
    {
        get
        {
            using (gate.Enter())
            {
                return state.HasEnded;
            }
        }
    }

    /// <summary>The work is done: the session is wanted after that only if the user has asked to keep it.</summary>
    public MqttDisconnectPacket AtTheEnd() => new()
    {
        ReasonCode = (MqttDisconnectReasonCode)(settings.Disconnect?.ReasonCode ?? 0),
        ReasonString = settings.Disconnect?.ReasonString,
        UserProperties = PacketProperties.Of(settings.Disconnect?.UserProperties),
        SessionExpiryInterval = settings.Disconnect?.SessionExpiryInterval
            ?? (terms.KeepsSessionAfterEnd ? terms.SessionExpiry : LeftForWill),
    };

    /// <summary>After an error the session is still wanted.</summary>
    public MqttDisconnectPacket AfterError(MqttDisconnectReasonCode reason) =>
        new() { ReasonCode = reason, SessionExpiryInterval = terms.SessionExpiry };

    /// <summary>Sends DISCONNECT after everything else and closes our side of the connection.</summary>
    public async Task SayAsync(Connection current, MqttDisconnectPacket goodbye, CancellationToken givenUp)
    {
        using (gate.Enter())
        {
            if (current.Writer.IsClosed)
            {
                return;
            }

            LeaveProbe(current.Writer);
            if (current.Writer.Add(goodbye, current.Limits.MaximumPacketSize) > current.Limits.MaximumPacketSize)
            {
                // What explains it must not make it too long (MQTT 5, sections 3.14.2.2.3 and 3.14.2.2.4).
                (goodbye.ReasonString, goodbye.UserProperties) = (null, null);
                current.Writer.Add(goodbye);
            }

            current.Writer.Close();
        }

        await CourteouslyAsync(current.Writer.DrainAsync(), givenUp);
        current.ShowTrace();
        try
        {
            var shutdown = current.Transport.ShutdownSendAsync();
            if (await CourteouslyAsync(shutdown, givenUp))
            {
                await shutdown;
            }
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or InvalidOperationException)
        {
            // The connection has just ended by itself; the reader knows why.
            observer.Trace($"closing: {(e is ObjectDisposedException ? "it is closed" : e.Message)}");
        }
    }

    /// <summary>
    /// Waits for the other side, and only for a moment once it has been given up. True when it has not been in vain.
    /// </summary>
    public async Task<bool> CourteouslyAsync(Task task, CancellationToken givenUp)
    {
        using var limit = new CancellationTokenSource(Courtesy, time);
        await using var hurry = givenUp.UnsafeRegister(
            static state => ((CancellationTokenSource)state!).CancelAfter(Hurry), limit);
        return await Task.WhenAny(task, Task.Delay(Timeout.InfiniteTimeSpan, limit.Token)) == task;
    }

    /// <summary>Waits until the broker has read all messages of QoS 0, or will not.</summary>
    /// <param name="current">The connection.</param>
    /// <param name="patience">How long it may be silent.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task UntilReadAsync(
        Connection current, TimeSpan patience, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            if (state.Outbox.Unconfirmed > 0)
            {
                state.Outbox.SendPing(current.Writer);
            }
        }

        _ = current.Writer.FlushAsync();
        while (!cancellationToken.IsCancellationRequested && !HasEnded && current.Liveness.Silence() < patience)
        {
            using var second = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, second.Token);
            Task changed;
            using (gate.Enter())
            {
                if (state.Outbox.Unconfirmed == 0)
                {
                    return;
                }

                changed = gate.OutboxChanged.WaitAsync(limit.Token);
            }

            await changed;
        }
    }

    /// <summary>
    /// A session that is kept must not keep the last probe for the next run: where that is on its way it is waited for.
    /// </summary>
    /// <param name="givenUp">Gives up waiting.</param>
    public async Task UntilProbeIsBackAsync(CancellationToken givenUp)
    {
        using var clock = new CancellationTokenSource(Courtesy, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(givenUp, clock.Token);
        while (!limit.IsCancellationRequested && !HasEnded)
        {
            Task changed;
            using (gate.Enter())
            {
                var isOut = state.Probe is { IsOut: true, Denial.IsThere: false };
                if (!isOut || !terms.KeepsSessionAfterEnd || state.Connection is null)
                {
                    return;
                }

                changed = gate.OutboxChanged.WaitAsync(limit.Token);
            }

            await changed;
        }
    }

    /// <summary>
    /// Before the DISCONNECT: nothing of the probe is left in a session that is kept. The broker deals with packets in
    /// their order, so there is no wait for the UNSUBACK.
    /// </summary>
    void LeaveProbe(PacketWriter writer)
    {
        gate.AssertHeld();
        if (state.Probe is not null && terms.KeepsSessionAfterEnd)
        {
            state.Inbox.AcknowledgeSetAside();
            state.Subscriptions?.UnsubscribeProbe(writer);
        }
    }
}
