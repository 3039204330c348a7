using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// Has one connection read to its end (<see cref="ConnectionReading"/>), and looks after it meanwhile.
/// </summary>
sealed class ConnectionReader(SessionContext context, Connection current)
{
    SessionGate Gate => context.Gate;

    SessionState State => context.State;

    /// <summary>Reads one connection to its end.</summary>
    public async Task<ConnectionEnd> RunAsync()
    {
        var givenUp = current.GivenUp;
        await using var aborted = context.Aborting.UnsafeRegister(
            static state => ((TaskCompletionSource<string>)state!).TrySetResult("it was given up"), givenUp);
        using var keepAlive = context.KeepAlivePeriod(current) is { } period
            ? new KeepAlive(
                period,
                current.Member.History.PingEvery,
                current,
                () => current.IsPaused,
                ArrivalsWhileDue,
                Ping,
                givenUp,
                context.Time)
            : null;
        using var overdue = new OverdueAcknowledgements(Waiting, context.Reports.Warn, context.Time);
        var reading = new ConnectionReading(context, current).Start();
        if (await Task.WhenAny(reading, givenUp.Task) == reading)
        {
            return await EndAsync(reading);
        }

        if (givenUp.Task.IsFaulted)
        {
            // We end the session ourselves, and a will is for clients that vanish.
            await context.Goodbye.SayAsync(current, context.Goodbye.AtTheEnd(), context.Aborting);
        }

        if (current.IsReplaced)
        {
            await context.Goodbye.SayAsync(
                current, context.Goodbye.AfterError(MqttDisconnectReasonCode.NormalDisconnection), context.Aborting);
            // A socket that is closed with something unread in it is reset, and acknowledgements may be lost by that.
            await context.Goodbye.CourteouslyAsync(reading, context.Aborting);
        }

        // Given up or aborted: disposed, so that the reader ends too.
        current.Dispose();
        return await EndAsync(reading) with { Reason = await givenUp.Task, Kind = ConnectionEndKind.Silent };
    }

    /// <summary>
    /// What the broker owes an acknowledgement for; nothing while it has not been sent, or what comes is not read.
    /// </summary>
    OverdueAcknowledgements.Waiting? Waiting()
    {
        if (current.IsPaused || current.Transport.SendProgress().Waiting > 0)
        {
            return null;
        }

        using (Gate.Enter())
        {
            return State.Connection != current || current.Writer.Pending > 0 ? null : State.Outbox.Waiting;
        }
    }

    /// <summary>How much has come while the broker owes an answer to SUBSCRIBE; null when it owes none.</summary>
    long? ArrivalsWhileDue()
    {
        using (Gate.Enter())
        {
            return State.Subscriptions is { AreDue: true } due ? State.Inbox.Arrivals + due.Answers : null;
        }
    }

    void Ping()
    {
        using (Gate.Enter())
        {
            if (State.Connection != current)
            {
                // The timer was late: its connection has ended, and no answer will come.
                return;
            }

            State.Outbox.SendPing(current.Writer);
        }

        _ = current.Writer.FlushAsync();
    }

    /// <summary>How the reading has ended; where the broker is to get a reason, it has been sent.</summary>
    async Task<ConnectionEnd> EndAsync(Task<ConnectionEnd> reading)
    {
        try
        {
            return await reading;
        }
        catch (MqttProtocolViolationException e)
        {
            await context.Goodbye.SayAsync(
                current,
                context.Goodbye.AfterError((e as ProtocolViolation)?.Reason ?? MqttDisconnectReasonCode.ProtocolError),
                context.Aborting);
            return new ConnectionEnd(
                $"the broker broke the protocol: {e.Message.TrimEnd('.')}", ConnectionEndKind.ProtocolError);
        }
        catch (MqttDemoException)
        {
            await context.Goodbye.SayAsync(current, context.Goodbye.AtTheEnd(), context.Aborting);
            throw;
        }
    }
}
