using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>
/// What a session has that outlives its connections, and the current connection. Called with the session's gate
/// held.
/// </summary>
sealed class SessionState
{
    readonly SessionGate gate;
    int waitingToPublish;

    /// <param name="gate">The session's.</param>
    /// <param name="settings">How to connect.</param>
    public SessionState(SessionGate gate, ConnectionSettings settings)
    {
        this.gate = gate;
        Identifiers = new PacketIdentifiers(gate);
        Outbox = new Outbox(gate, settings.MaxInFlight, Identifiers, settings.AllowsDowngrade, settings.Credentials);
        Inbox = new Inbox(gate);
    }

    public PacketIdentifiers Identifiers { get; }

    public Outbox Outbox { get; }

    public Inbox Inbox { get; }

    /// <summary>Null before anything is subscribed to.</summary>
    public Subscriptions? Subscriptions { get => Gate.Held(gate, field); private set; }

    /// <summary>Null where the broker is not probed.</summary>
    public Probe? Probe { get => Gate.Held(gate, field); private set; }

    /// <summary>The current one; null is none.</summary>
    public Connection? Connection { get => Gate.Held(gate, field); private set; }

    /// <summary>It was closed while no connection stood: one that follows is ended at once.</summary>
    public bool IsClosedWithout { get => Gate.Held(gate, field); private set; }

    /// <summary>Why the session has ended by itself; null where it has not.</summary>
    public Exception? Failure { get => Gate.Held(gate, field); private set; }

    public bool HasEnded { get => Gate.Held(gate, field); private set; }

    /// <summary>Somebody waits for room to publish.</summary>
    public bool IsPublisherWaiting => Gate.Held(gate, waitingToPublish > 0);

    /// <summary>Somebody waits for room to publish from now on, or does not any more. Needs no gate.</summary>
    public void CountWaiting(int change) => Interlocked.Add(ref waitingToPublish, change);

    /// <summary>To be called once.</summary>
    public void Subscribe(Subscriptions subscriptions, Probe? probe)
    {
        gate.AssertHeld();
        (Subscriptions, Probe) = (subscriptions, probe);
        if (Connection is { } current)
        {
            probe?.Attach(current.Writer, current.Limits);
            subscriptions.Send(current.Writer, current.Limits, current.IsSessionPresent);
        }
    }

    /// <summary>A connection is established: everything unfinished is sent on it.</summary>
    /// <param name="established">The connection.</param>
    /// <param name="mostUnanswered">How many messages of QoS 1 and 2 may come unanswered.</param>
    public void Attach(Connection established, int mostUnanswered)
    {
        gate.AssertHeld();
        Connection = established;
        // The subscriptions first: the reply to a request that goes out again must find its subscriber.
        Probe?.Attach(established.Writer, established.Limits);
        Subscriptions?.Send(established.Writer, established.Limits, established.IsSessionPresent);
        Outbox.Attach(
            established.Writer, established.Limits, established.IsSessionPresent, established.Member.History.InVain);
        Inbox.Attach(established.Writer, established.IsSessionPresent, mostUnanswered);
        gate.TellOutboxChanged();
    }

    /// <summary>The connection has ended.</summary>
    public void Detach()
    {
        gate.AssertHeld();
        Connection = null;
        Outbox.Detach();
        Inbox.Detach();
        Probe?.Detach();
        Subscriptions?.Forget();
        gate.TellOutboxChanged();
    }

    /// <summary>
    /// Messages that there was no room for come again on another connection, once there is room.
    /// </summary>
    public void FetchWhatWasLeft()
    {
        gate.AssertHeld();
        if (Inbox is { Left: > 0, IsFull: false, IsClosed: false })
        {
            Connection?.Replace("it was ended to fetch the messages that there was no room for");
        }
    }

    /// <summary>The program is done; the connection to say it on, where one stands.</summary>
    public Connection? Close()
    {
        gate.AssertHeld();
        IsClosedWithout = Connection is null;
        return Connection;
    }

    public void Fail(Exception failure)
    {
        gate.AssertHeld();
        Failure = failure;
    }

    /// <summary>The session has ended: all who wait for something are to look.</summary>
    public void End()
    {
        gate.AssertHeld();
        HasEnded = true;
        Subscriptions?.Fail(Failure);
        gate.TellOutboxChanged();
        gate.InboxFilled.Set();
        gate.InboxEmptied.Set();
    }

    /// <summary>
    /// For a caller that may have given up waiting: it gets that, and not that the session has ended since. Both
    /// are looked at with the gate held, so that neither happens in between.
    /// </summary>
    public void ThrowIfGivenUpOrFailed(CancellationToken cancellationToken)
    {
        gate.AssertHeld();
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfFailed();
    }

    public void ThrowIfFailed()
    {
        gate.AssertHeld();
        if (Failure is not null)
        {
            // The same sentence for every caller; the first trace is the true one.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(Failure);
        }

        ObjectDisposedException.ThrowIf(HasEnded, this);
    }
}
