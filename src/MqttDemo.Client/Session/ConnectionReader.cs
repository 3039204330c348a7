using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using MqttDemo.Client.Wire;
using MqttDemo.Config;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>Reads one connection to its end, and looks after it meanwhile.</summary>
sealed class ConnectionReader(SessionContext context, Connection current)
{
    /// <summary>
    /// From one read to the next, of 64 KiB at most, while there is too much already and somebody waits to publish.
    /// </summary>
    static readonly TimeSpan SlowReading = TimeSpan.FromSeconds(0.1);

    readonly PacketDispatch dispatch = new(context, current);

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
        var reading = DedicatedThread.Start("mqtt reader", Read);
        if (await Task.WhenAny(reading, givenUp.Task) == reading)
        {
            return await EndAsync(reading);
        }

        if (givenUp.Task.IsFaulted)
        {
            // It is we who end the session, and a will is for those that vanish.
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

    /// <summary>On a thread of its own, which waits where it reads, pauses or finds no room.</summary>
    ConnectionEnd Read()
    {
        var packets = new List<MqttPacket>();
        var pacing = new ReadPacing(Now);
        var before = current.Transport.Arrived;
        var isComplete = false;
        try
        {
            while (current.Reader.ReadBlock(packets))
            {
                if (dispatch.Dispatch(packets) is { } end)
                {
                    return end;
                }

                _ = current.Writer.FlushAsync();
                Tell();
                WaitForOutput();
                WaitForInboxRoom();
                var arrived = current.Transport.Arrived;
                pacing.OnRead(packets.Count, arrived - before, isComplete, Now);
                before = arrived;
                isComplete = Await(pacing);
            }

            // When a write has failed it is we who have ended the reading; the broker's last words have been read.
            return WriteFailure() is { } failure
                ? Broken(failure)
                : new ConnectionEnd("the broker closed it", ConnectionEndKind.Closed);
        }
        catch (Exception e)
            when (e is IOException or ObjectDisposedException or SocketException or AuthenticationException)
        {
            return Broken(e);
        }
        finally
        {
            current.ShowTrace();
        }
    }

    /// <summary>While that waits for the reader of stderr, nothing is read here, and the silence is ours.</summary>
    void Tell()
    {
        current.IsPaused = true;
        current.ShowTrace();
        context.Reports.TellRefusals();
        context.Reports.TellNews();
        current.IsPaused = false;
    }

    static double Now => Stopwatch.GetTimestamp() * (1000.0 / Stopwatch.Frequency);

    /// <summary>
    /// Waits as the pace has it; true when the bytes that were to gather were there before the pause was over.
    /// </summary>
    bool Await(ReadPacing pacing)
    {
        switch (pacing.Pace)
        {
            case ReadPace.Pausing:
                Thread.Sleep(ReadPacing.Pause);
                return false;
            case ReadPace.Gathering:
                return current.Transport.Gather(pacing.Bytes, ReadPacing.Pause);
            default:
                return false;
        }
    }

    Exception? WriteFailure()
    {
        using (Gate.Enter())
        {
            return current.Writer.Failure;
        }
    }

    static ConnectionEnd Broken(Exception e) =>
        new(e is ObjectDisposedException ? "it was closed" : (e.InnerException ?? e).Message);

    /// <summary>
    /// Leaves the network unread while the broker reads nothing of what it wants to be answered. More than a whole
    /// window and all acknowledgements that it can be waiting for has gathered then, so it is not we whom it waits for.
    /// </summary>
    void WaitForOutput()
    {
        while (true)
        {
            using (Gate.Enter())
            {
                var writer = current.Writer;
                if (writer.PendingMemory <= MessageMemory.Gathered || writer.Failure is not null || writer.IsClosed)
                {
                    return;
                }

                Gate.OutboxChanged.Arm();
            }

            Gate.OutboxChanged.Wait(SlowReading);
        }
    }

    /// <summary>
    /// Leaves the network unread while too much waits to be written; but not while somebody waits to publish, because
    /// the answers that make room for that come over the network too, and what waits to be written may be waiting for
    /// just that. When that has brought too much it goes on slowly, unless nothing that came was kept: never again to
    /// read would be never to end. What is not kept is dropped at QoS 0; at QoS 1 and 2 another connection fetches it,
    /// as soon as there is room.
    /// </summary>
    void WaitForInboxRoom()
    {
        while (true)
        {
            bool isPublishing;
            using (Gate.Enter())
            {
                isPublishing = State.IsPublisherWaiting;
                if (!State.Inbox.IsFull
                    || State.Inbox.IsClosed
                    || (isPublishing && !(State.Inbox.IsOverfull && State.Inbox.HasGrown)))
                {
                    return;
                }

                Gate.InboxEmptied.Arm();
            }

            current.IsPaused = !isPublishing;
            var isEmptied = Gate.InboxEmptied.Wait(isPublishing ? SlowReading : Timeout.InfiniteTimeSpan);
            if (current.IsPaused)
            {
                current.Liveness.OnSign();
                current.IsPaused = false;
            }

            if (!isEmptied)
            {
                return;
            }
        }
    }
}
