using MqttDemo.Client.Transport;
using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>
/// A conversation with a broker that outlives its connections: what the programs ask of it. <see cref="SessionLoop"/>
/// keeps it connected, a <see cref="ConnectionReader"/> has each one read, and <see cref="SessionState"/> is what
/// they share; a gate guards that, and no thread holds it while it waits for the network.
/// </summary>
public sealed class MqttSession : IAsyncDisposable
{
    readonly SessionContext context;
    readonly SessionLoop loop;
    readonly MessagePublishing publishing;
    readonly MessageReception reception;
    readonly SessionSubscribing subscribing;
    readonly CancellationTokenSource closing = new();
    readonly CancellationTokenSource aborting = new();
    Task running = Task.CompletedTask;

    MqttSession(
        ConnectionSettings settings, bool startsClean, ISessionObserver observer, TimeProvider time, Func<BrokerAddress,
        Task>? prepare)
    {
        var gate = new SessionGate();
        var connector = new Connector(settings, startsClean, gate, observer, ServiceLookup.FindAsync, time, prepare);
        var state = new SessionState(gate, settings);
        context = new SessionContext(
            settings,
            gate,
            state,
            new SessionReports(gate, state, observer),
            new Goodbye(gate, state, settings, connector.Terms, observer, time),
            connector,
            observer,
            time,
            closing.Token,
            aborting.Token);
        loop = new SessionLoop(context);
        publishing = new MessagePublishing(context);
        reception = new MessageReception(context);
        subscribing = new SessionSubscribing(context);
    }

    /// <summary>Connects for the first time; from then on the session keeps itself connected.</summary>
    /// <param name="settings">How to connect.</param>
    /// <param name="startsClean">
    /// Throw away a session that the broker kept from an earlier process. A publisher always does: it cannot know which
    /// packet identifiers of that process the broker still holds, and a new message under such an identifier would be
    /// dropped as a duplicate.
    /// </param>
    /// <param name="observer">Is notified of what happens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <param name="prepare">
    /// Is called before each attempt to connect, the first and every later one, with the broker: code that serves it
    /// himself does so here.
    /// </param>
    /// <exception cref="MqttDemoException">The broker cannot be reached, or refuses.</exception>
    public static async Task<MqttSession> ConnectAsync(
        ConnectionSettings settings,
        bool startsClean,
        ISessionObserver observer,
        TimeProvider time,
        CancellationToken cancellationToken,
        Func<BrokerAddress, Task>? prepare = null)
    {
        SystemAuthorities.LeaveOutUnneeded(settings);
        var session = new MqttSession(settings, startsClean, observer, time, prepare);
        session.running = session.loop.RunAsync(await session.loop.BeginAsync(cancellationToken));
        return session;
    }

    /// <summary>What became of the messages published so far.</summary>
    public PublishCounts Counts => publishing.Counts;

    /// <summary>
    /// The part of the topics that the broker has reserved for replies to us; null is none, or that it was not asked
    /// (MQTT 5, section 3.2.2.3.15).
    /// </summary>
    public string? ResponseInformation => context.Connection?.ResponseInformation;

    /// <summary>Completes when the session has been closed.</summary>
    /// <exception cref="MqttDemoException">It ended by itself: the connection was lost for good or refused.</exception>
    public async Task WhenEndedAsync()
    {
        await running;
        loop.ThrowIfFailed();
    }

    /// <summary>What has come waits to be received, and no more is read.</summary>
    internal bool IsPaused => context.Connection is { IsPaused: true };

    /// <summary>
    /// Publishes: returns at once while there is room within the window, and waits for room otherwise, also through an
    /// outage. What has been accepted is delivered over as many connections as it takes; a refusal is reported to the
    /// observer.
    /// </summary>
    /// <param name="message">The message; it may wait in a buffer until <see cref="Flush"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for room; the message is then not accepted.</param>
    /// <exception cref="MqttDemoException">The connection was lost for good, or refused.</exception>
    public ValueTask PublishAsync(in OutgoingMessage message, CancellationToken cancellationToken) =>
        publishing.PublishAsync(message, cancellationToken);

    /// <summary>
    /// The same, waiting on the thread that calls: the reader of an input has nothing else to do. It also returns at
    /// once for a few messages beyond the window, which are sent as soon as there is room. By one thread at a time.
    /// </summary>
    /// <param name="message">The message; it may wait in a buffer until <see cref="Flush"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for room; the message is then not accepted.</param>
    /// <exception cref="MqttDemoException">The connection was lost for good, or refused.</exception>
    public void Publish(in OutgoingMessage message, CancellationToken cancellationToken) =>
        publishing.Publish(message, cancellationToken);

    /// <summary>Counts a message that cannot be published at all; the observer is told of it in its turn.</summary>
    /// <param name="refusal">Which and why.</param>
    public void Refuse(PublishRefusal refusal) => publishing.Refuse(refusal);

    /// <summary>Sends what has gathered: to be called when no further message is ready.</summary>
    public void Flush() => context.Flush();

    /// <summary>
    /// Takes back what was accepted and has never been sent, because the window had no room: no counter knows of it any
    /// more. For a caller that is in a hurry to end.
    /// </summary>
    /// <returns>How many messages that are.</returns>
    public int Withdraw() => publishing.Withdraw();

    /// <summary>
    /// Waits until every message of QoS 1 and 2 has been acknowledged or refused. Those of QoS 0 may be sent only with
    /// what follows: <see cref="Flush"/>, <see cref="PingAsync"/> or <see cref="CloseAsync"/>.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MqttDemoException">The connection was lost for good, or refused.</exception>
    public Task DrainAsync(CancellationToken cancellationToken) => publishing.DrainAsync(cancellationToken);

    /// <summary>
    /// Subscribes, and again on each connection. Completes when every filter has been granted. To be called once.
    /// </summary>
    /// <param name="request">To what, and how.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MqttDemoException">A filter was denied or granted at a lower QoS
    /// (FailureKind.Denied).</exception>
    public Task SubscribeAsync(SubscriptionRequest request, CancellationToken cancellationToken) =>
        subscribing.SubscribeAsync(request, cancellationToken);

    /// <summary>
    /// The messages that have arrived since the last call, at least one; null when the session has been closed. Waits
    /// on the thread that calls: a receiving thread has nothing else to do, and to go on with another thread costs each
    /// message the time to wake it.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MqttDemoException">The connection was lost for good, or refused, and
    /// everything that had arrived has been handed out.</exception>
    public ReceivedBlock? Receive(CancellationToken cancellationToken) => reception.Receive(cancellationToken);

    /// <summary>
    /// Completes when <see cref="Receive"/> would not wait: true when there is something to receive, or the session has
    /// ended; false when the waiting was given up first.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<bool> HasArrivedAsync(CancellationToken cancellationToken) =>
        new ArrivalWatch(context).HasComeAsync(cancellationToken);

    /// <summary>
    /// Messages of QoS 0 that were dropped: more came than there is memory for while what is published here waited for
    /// the broker's acknowledgements.
    /// </summary>
    public long Dropped => reception.Dropped;

    /// <summary>Leaves what arrives from now on to the broker; what has arrived can still be received.</summary>
    public void StopReceiving() => reception.Stop();

    /// <summary>
    /// Asks the broker whether it is there. When it answers it has handled everything that was sent before, and what it
    /// had to send at once has arrived; where the connection breaks meanwhile, the next one is asked.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MqttDemoException">The connection was lost for good, or refused.</exception>
    public Task PingAsync(CancellationToken cancellationToken) => new RoundTrip(context).RunAsync(cancellationToken);

    /// <summary>
    /// Ends the subscriptions, on this connection and on those that follow. Acknowledgements that come after it are
    /// sent behind the UNSUBSCRIBE, so a broker whose window is full cannot assign more before it has read that.
    /// </summary>
    public void Unsubscribe() => subscribing.Unsubscribe();

    /// <summary>
    /// Leaves the broker, for a session that ends with the program: see <see cref="Departure"/>. Somebody has to
    /// receive meanwhile.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when the connection has ended first, and with it the session.</returns>
    /// <exception cref="MqttDemoException">The broker keeps the subscription (FailureKind.Denied).</exception>
    public Task<bool> LeaveAsync(CancellationToken cancellationToken) => subscribing.LeaveAsync(cancellationToken);

    /// <summary>
    /// Ends the session: waits until the broker has read every message of QoS 0 (it answers a PINGREQ after them), says
    /// goodbye with DISCONNECT and lets the broker close the connection. Does not wait for acknowledgements: that is
    /// <see cref="DrainAsync"/>.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting; what is not confirmed then counts as possibly lost.</param>
    /// <returns>Null when all is well; otherwise why the broker did not confirm that it has read everything.</returns>
    public async Task<string?> CloseAsync(CancellationToken cancellationToken)
    {
        closing.Cancel();
        StopReceiving();
        var current = context.Close();
        if (current is not null)
        {
            var patience = (context.KeepAlivePeriod(current) ?? TimeSpan.FromSeconds(60)) * 1.5;
            await context.Goodbye.UntilReadAsync(current, patience, cancellationToken);
            await context.Goodbye.UntilProbeIsBackAsync(cancellationToken);
        }

        if (current is not null && !context.HasEnded)
        {
            await context.Goodbye.SayAsync(current, context.Goodbye.AtTheEnd(), cancellationToken);
            await context.Goodbye.CourteouslyAsync(running, cancellationToken);
        }

        aborting.Cancel();
        await running;
        return loop.LossReason;
    }

    /// <summary>Closes the session if it is not closed yet, without waiting for what is on its way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!context.HasEnded)
        {
            await CloseAsync(new CancellationToken(canceled: true));
        }

        subscribing.Dispose();
        closing.Dispose();
        aborting.Dispose();
    }
}
