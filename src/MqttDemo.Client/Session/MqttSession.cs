using MqttDemo.Client.Transport;
using MqttDemo.Config;
using MQTTnet.Protocol;

namespace MqttDemo.Client.Session;

/// <summary>
/// A conversation with a broker that outlives its connections. It is always in one of these states, and <see cref="RunAsync"/> is the one place
/// that moves it from one to the next:
/// <code>
/// connecting -> connected -> lost -> connecting ...    a connection ends and another is worth trying
///                  |           |
///               closing      failed                    the app has said that it is done | nothing more can be done
///                  |
///                ended
/// </code>
/// One gate guards the outbox, the inbox, the subscriptions and what waits to be written; nobody holds it while waiting for the network.
/// </summary>
public sealed partial class MqttSession : IBlockOwner, IAsyncDisposable
{
    readonly SessionGate gate = new();
    readonly Lock reporting = new();
    readonly PacketIdentifiers identifiers;
    readonly ConnectionSettings settings;
    readonly ISessionObserver observer;
    readonly TimeProvider time;
    readonly Connector connector;
    readonly Outbox outbox;
    readonly Inbox inbox;
    readonly CancellationTokenSource closing = new();
    readonly CancellationTokenSource aborting = new();

    Subscriptions? subscriptions;
    Connection? connection;
    Exception? failure;
    string? lossReason;
    bool hasEnded;
    Task running = Task.CompletedTask;

    MqttSession(ConnectionSettings settings, bool startsClean, ISessionObserver observer, TimeProvider time, Func<BrokerAddress, Task>? prepare)
    {
        this.settings = settings;
        this.observer = observer;
        this.time = time;
        connector = new Connector(settings, startsClean, gate, observer, ServiceLookup.FindAsync, time, prepare);
        identifiers = new PacketIdentifiers(gate);
        outbox = new Outbox(gate, settings.MaxInFlight, identifiers, settings.AllowsDowngrade, settings.Credentials);
        inbox = new Inbox(gate, this);
    }

    /// <summary>Connects for the first time; from then on the session keeps itself connected.</summary>
    /// <param name="settings">How to connect.</param>
    /// <param name="startsClean">
    /// Throw away a session that the broker kept from an earlier process. A publisher always does: it cannot know which packet identifiers of that
    /// process the broker still holds, and a new message under such an identifier would be swallowed as a duplicate.
    /// </param>
    /// <param name="observer">Is told what happens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <param name="prepare">
    /// Is called before each attempt to connect, the first and every later one, with the broker: who serves that broker himself does so here.
    /// </param>
    /// <exception cref="MqttDemoException">The broker cannot be reached (exit code 3) or refuses (4).</exception>
    public static async Task<MqttSession> ConnectAsync(
        ConnectionSettings settings,
        bool startsClean,
        ISessionObserver observer,
        TimeProvider time,
        CancellationToken cancellationToken,
        Func<BrokerAddress, Task>? prepare = null)
    {
        var session = new MqttSession(settings, startsClean, observer, time, prepare);
        var connection = await session.EstablishAsync(cancellationToken);
        session.Attach(connection);
        session.running = session.RunAsync(connection);
        return session;
    }

    /// <summary>What became of the messages published so far.</summary>
    public PublishCounts Counts
    {
        get
        {
            using (gate.Enter())
            {
                return outbox.Counts;
            }
        }
    }

    /// <summary>
    /// The part of the topics that the broker has reserved for replies to us; null is none, or that it was not asked (MQTT 5, section 3.2.2.3.15).
    /// </summary>
    public string? ResponseInformation
    {
        get
        {
            using (gate.Enter())
            {
                return connection?.ResponseInformation;
            }
        }
    }

    /// <summary>Completes when the session has been closed.</summary>
    /// <exception cref="MqttDemoException">It has ended by itself: the connection was lost for good (exit code 6) or refused (4).</exception>
    public async Task WhenEndedAsync()
    {
        await running;
        using (gate.Enter())
        {
            if (failure is not null)
            {
                ThrowIfFailed();
            }
        }
    }

    bool IsClosing => closing.IsCancellationRequested;

    bool HasEnded
    {
        get
        {
            using (gate.Enter())
            {
                return hasEnded;
            }
        }
    }

    async Task RunAsync(Connection current)
    {
        try
        {
            while (true)
            {
                var end = WithoutBlame(await ServeAsync(current));
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

                observer.ConnectionLost(end.Reason, end.Hint);
                if (HasWrongAliases(current) && connector.Terms.GiveUpTopicAliases())
                {
                    observer.Warn($"{current.Broker} uses topic aliases that it has not told; going on without them (Topic Alias Maximum 0)");
                }

                if (current.Member.History.Suspicion is { } suspicion)
                {
                    observer.Warn(suspicion);
                }

                GiveMemoryBack();
                current = await EstablishAsync(closing.Token);
                Attach(current);
                if (IsClosing)
                {
                    // Whoever closes has found no connection to say it on.
                    await SayGoodbyeAsync(current, AtTheEnd(), aborting.Token);
                }
            }
        }
        catch (OperationCanceledException) when (IsClosing)
        {
            // The app is done; there is no connection to close.
        }
        catch (Exception e)
        {
            // Not swallowed: whoever publishes, receives or closes is given it.
            Connection? open;
            using (gate.Enter())
            {
                failure = e;
                open = connection;
            }

            if (open is not null)
            {
                // It is we who end it, and a will is for those that vanish.
                await SayGoodbyeAsync(open, AtTheEnd(), aborting.Token);
                Detach(open, new ConnectionEnd(e.Message));
            }
        }
        finally
        {
            End();
        }
    }

    /// <summary>
    /// Packets and buffers of a connection that stood for a while are garbage of the oldest generation when it has ended.
    /// What a steady stream makes is collected young, so the collector would not look there for hours. Nobody waits for
    /// us at this moment.
    /// </summary>
    static void GiveMemoryBack() =>
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>Tries until a connection stands, or none will.</summary>
    async Task<Connection> EstablishAsync(CancellationToken cancellationToken)
    {
        var established = await connector.ConnectAsync(cancellationToken);
        observer.Connected(established.Broker, MqttConnectReasonCode.Success.ToString(), established.Version, established.IsSessionPresent);
        return established;
    }

    /// <summary>A connection stands: everything unfinished goes out on it.</summary>
    void Attach(Connection established)
    {
        using (gate.Enter())
        {
            connection = established;
            established.Writer.Emptied = gate.OutboxChanged.Set;
            // The subscriptions first: the reply to a request that goes out again must find its subscriber.
            probe?.Attach(established.Writer, established.Limits);
            subscriptions?.Send(established.Writer, established.Limits, established.IsSessionPresent);
            outbox.Attach(established.Writer, established.Limits, established.IsSessionPresent, established.Member.History.InVain);
            // Before MQTT 5 nobody says how many may come.
            inbox.Attach(
                established.Writer,
                established.IsSessionPresent,
                established.Version == ProtocolVersion.Mqtt5 ? connector.Terms.ReceiveMaximum : int.MaxValue);
            gate.OutboxChanged.Set();
        }

        _ = established.Writer.FlushAsync();
        ReportRefusals();
    }

    bool HasWrongAliases(Connection ended)
    {
        using (gate.Enter())
        {
            return ended.TopicAliases.AreWrong;
        }
    }

    /// <summary>An error when no other connection is worth trying.</summary>
    MqttDemoException? Judge(Connection ended, ConnectionEnd end)
    {
        using (gate.Enter())
        {
            return connector.OnEnded(ended.Member, new(
                ended.Broker,
                end,
                ended.Age,
                ended.Liveness.SinceLastSign,
                ended.HasDelivered,
                ended.HasAnswered && !ended.IsDeaf,
                ended.IsIdle,
                KeepsAlive: KeepAlivePeriod(ended) is not null,
                outbox.Unanswered));
        }
    }

    void Detach(Connection ended, ConnectionEnd end)
    {
        using (gate.Enter())
        {
            connection = null;
            lossReason = outbox.Unconfirmed > 0 ? end.Reason : lossReason;
            outbox.Detach();
            inbox.Detach();
            probe?.Detach();
            subscriptions?.Forget();
            gate.OutboxChanged.Set();
        }

        TellProbe();
        ended.Dispose();
    }

    void End()
    {
        using (gate.Enter())
        {
            probing?.Dispose();
            hasEnded = true;
            subscriptions?.Fail(failure);
            gate.OutboxChanged.Set();
            gate.InboxFilled.Set();
            gate.InboxEmptied.Set();
        }
    }
}
