using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

public sealed partial class MqttSession
{
    /// <summary>How long the broker may take to close its side when nothing depends on it any more.</summary>
    static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(2);

    /// <summary>The same when it has been given up.</summary>
    static readonly TimeSpan Hurry = TimeSpan.FromSeconds(0.2);

    /// <summary>
    /// Ends the session: waits until the broker has read every message of QoS 0 (it answers a PINGREQ after them), says goodbye with DISCONNECT and
    /// lets the broker close the connection. Does not wait for acknowledgements: that is <see cref="DrainAsync"/>.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting; what is not confirmed then counts as possibly lost.</param>
    /// <returns>Null when all is well; otherwise why the broker did not confirm that it has read everything.</returns>
    public async Task<string?> CloseAsync(CancellationToken cancellationToken)
    {
        await closing.CancelAsync();
        StopReceiving();
        Connection? current;
        using (gate.Enter())
        {
            current = connection;
        }

        if (current is not null)
        {
            await UntilReadAsync(current, cancellationToken);
            await UntilProbeIsBackAsync(cancellationToken);
        }

        if (current is not null && !HasEnded)
        {
            await SayGoodbyeAsync(current, AtTheEnd(), cancellationToken);
            await CourteouslyAsync(running, cancellationToken);
        }

        await aborting.CancelAsync();
        await running;
        using (gate.Enter())
        {
            return lossReason;
        }
    }

    /// <summary>Closes the session if nobody has, without waiting for what is on its way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            await CloseAsync(new CancellationToken(canceled: true));
        }

        closing.Dispose();
        aborting.Dispose();
    }

    /// <summary>Waits until the broker has read all messages of QoS 0, or will not.</summary>
    async Task UntilReadAsync(Connection current, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            if (outbox.Unconfirmed > 0)
            {
                outbox.SendPing(current.Writer);
            }
        }

        _ = current.Writer.FlushAsync();
        var patience = (KeepAlivePeriod(current) ?? TimeSpan.FromSeconds(60)) * 1.5;
        while (!cancellationToken.IsCancellationRequested && !HasEnded && current.Liveness.Silence() < patience)
        {
            Task changed;
            using (gate.Enter())
            {
                if (outbox.Unconfirmed == 0)
                {
                    return;
                }

                changed = gate.OutboxChanged.WaitAsync();
            }

            await Task.WhenAny(changed, running, Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken));
        }
    }

    /// <summary>The work is done: the session is wanted after that only if the user has asked to keep it.</summary>
    MqttDisconnectPacket AtTheEnd() => new()
    {
        ReasonCode = (MqttDisconnectReasonCode)(settings.Disconnect?.ReasonCode ?? 0),
        ReasonString = settings.Disconnect?.ReasonString,
        UserProperties = PacketProperties.Of(settings.Disconnect?.UserProperties),
        SessionExpiryInterval = settings.Disconnect?.SessionExpiryInterval ?? (connector.Terms.KeepsSessionAfterEnd ? connector.Terms.SessionExpiry : LeftForWill),
    };

    /// <summary>A will that we ask for comes at the end of the session if that is earlier than its delay (MQTT 5, section 3.1.3.2.2).</summary>
    uint LeftForWill => settings is { Disconnect.ReasonCode: (byte)MqttDisconnectReasonCode.DisconnectWithWillMessage, Will.DelayInterval: { } delay } ? delay : 0;

    /// <summary>After an error the session is still wanted.</summary>
    MqttDisconnectPacket AfterError(MqttDisconnectReasonCode reason) => new() { ReasonCode = reason, SessionExpiryInterval = connector.Terms.SessionExpiry };

    /// <summary>Waits for the other side, and only for a moment once it has been given up. True when it has not been in vain.</summary>
    async Task<bool> CourteouslyAsync(Task task, CancellationToken givenUp)
    {
        using var limit = new CancellationTokenSource(Courtesy, time);
        await using var hurry = givenUp.UnsafeRegister(static state => ((CancellationTokenSource)state!).CancelAfter(Hurry), limit);
        return await Task.WhenAny(task, Task.Delay(Timeout.InfiniteTimeSpan, limit.Token)) == task;
    }

    /// <summary>Sends DISCONNECT after everything else and closes our side of the connection.</summary>
    async Task SayGoodbyeAsync(Connection current, MqttDisconnectPacket goodbye, CancellationToken givenUp)
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
}
