using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using MQTTnet.Packets;

namespace MqttDemo.Client.Session;

/// <summary>
/// The reading of one connection: a turn is one block of packets, and waits where it reads, pauses or finds no room.
/// </summary>
sealed class ConnectionReading(SessionContext context, Connection current) : WorkInTurns<ConnectionEnd>("mqtt reader")
{
    /// <summary>
    /// From one read to the next, of 64 KiB at most, while there is too much already and somebody waits to publish.
    /// </summary>
    static readonly TimeSpan SlowReading = TimeSpan.FromSeconds(0.1);

    readonly PacketDispatch dispatch = new(context, current);
    readonly List<MqttPacket> packets = [];
    readonly ReadPacing pacing = new(Now);
    long before = current.Transport.Arrived;
    bool isComplete;

    SessionGate Gate => context.Gate;

    SessionState State => context.State;

    public override bool IsReady(TimeSpan longest)
    {
        try
        {
            return current.Reader.IsReady(longest);
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The next turn finds the same.
            return true;
        }
    }

    protected override ConnectionEnd? Turn()
    {
        var end = ReadOrEnd();
        if (end is not null)
        {
            current.ShowTrace();
        }

        return end;
    }

    ConnectionEnd? ReadOrEnd()
    {
        try
        {
            return Read();
        }
        catch (Exception e)
            when (e is IOException or ObjectDisposedException or SocketException or AuthenticationException)
        {
            return Broken(e);
        }
    }

    /// <summary>One block; an end when there is no other.</summary>
    ConnectionEnd? Read()
    {
        if (!current.Reader.ReadBlock(packets))
        {
            // When a write has failed it is we who have ended the reading; the broker's last words have been read.
            return WriteFailure() is { } failure
                ? Broken(failure)
                : new ConnectionEnd("the broker closed it", ConnectionEndKind.Closed);
        }

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
        return null;
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
