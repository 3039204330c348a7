using MqttDemo.Client.Transport;
using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>
/// Makes connections: follows the turns of the <see cref="Ring"/>, and reports the outcome to it.
/// </summary>
sealed class Connector
{
    readonly ConnectionSettings settings;
    readonly ISessionObserver observer;
    readonly TimeProvider time;
    readonly long begin;
    readonly Ring ring;
    readonly MemberLookup lookup;
    readonly OpeningContext context;

    /// <param name="settings">How.</param>
    /// <param name="startsClean">Throw away a session from an earlier process.</param>
    /// <param name="gate">The session's.</param>
    /// <param name="observer">Is notified of what happens.</param>
    /// <param name="findTargets">Finds what a domain names.</param>
    /// <param name="time">The clock.</param>
    /// <param name="prepare">Is called before each attempt, with the broker; null is nothing.</param>
    public Connector(
        ConnectionSettings settings,
        bool startsClean,
        SessionGate gate,
        ISessionObserver observer,
        Func<BrokerAddress, CancellationToken, Task<IReadOnlyList<(string Host, int Port)>>> findTargets,
        TimeProvider time,
        Func<BrokerAddress, Task>? prepare = null)
    {
        (this.settings, this.observer, this.time, begin) = (settings, observer, time, time.GetTimestamp());
        ring = new Ring(settings, ConnectionHistory.MostClosed(Chance));
        Terms = new ConnectTerms(settings, observer);
        Admission = new Admission(settings, ring, observer);
        lookup = new MemberLookup(settings, ring, findTargets, time, observer.WantsTrace ? observer.Trace : null);
        var trace = observer.WantsTrace ? new PacketTrace(observer) : null;
        context = new(
            settings, Terms, Admission, new SessionHome(startsClean, settings.SharesSessions), gate, trace, observer,
            time, prepare);
    }

    /// <summary>What each CONNECT says.</summary>
    public ConnectTerms Terms { get; }

    /// <summary>What brokers say that do not want us.</summary>
    public Admission Admission { get; }

    /// <summary>
    /// A connection lasted for a while: a broker that redirects us after that will not do so forever.
    /// </summary>
    public void ForgetRedirections() => ring.ForgetRedirections();

    static double Chance => Random.Shared.NextDouble();

    TimeSpan Now => time.GetElapsedTime(begin);

    /// <summary>Tries until a connection stands, or none will.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MqttDemoException">None of the brokers takes the connection.</exception>
    public async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        Sentence? failure = null;
        while (true)
        {
            switch (ring.Next(Now))
            {
                case Turn.Try { Member: var member }:
                    var begun = Now;
                    try
                    {
                        if (await TakeTurnAsync(member, cancellationToken) is { } connection)
                        {
                            ring.OnConnected(connection.Member, Now - begun);
                            context.Home.MoveTo(connection.Member);
                            return connection;
                        }
                    }
                    catch (ConnectFailure e)
                    {
                        failure = e.Error.Sentence;
                    }

                    break;
                case Turn.Wait { Delay: var delay }:
                    if (failure is not null && ring.GoesOn)
                    {
                        observer.ConnectFailed(failure, delay);
                    }

                    failure = null;
                    // A timer counts whole milliseconds: less than one would be no wait, and the ring would be asked
                    // over and over.
                    var wait = TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));
                    await Task.Delay(wait, time, cancellationToken);
                    break;
                case Turn.End { Error: var error }:
                    throw error;
            }
        }
    }

    /// <summary>A connection has ended.</summary>
    /// <returns>An error when no other one is worth trying.</returns>
    public MqttDemoException? OnEnded(RingMember member, EndedConnection ended)
    {
        ring.OnEnded(member, ended, Now, Chance);
        return ring.Next(Now) is Turn.End { Error: var error } ? error : null;
    }

    /// <summary>
    /// One member of the ring, or the first that answers of those that share its host name. Null where they must wait
    /// after all.
    /// </summary>
    /// <exception cref="ConnectFailure">There is no connection; the ring has been told.</exception>
    async Task<Connection?> TakeTurnAsync(RingMember member, CancellationToken cancellationToken)
    {
        var contenders = await LookUpAsync(member, cancellationToken);
        if (contenders.Count == 0)
        {
            return null;
        }

        var patience = ring.Patience(contenders[0]);
        var deadline = new Deadline(patience, time);
        while (true)
        {
            var opening = new Opening(context, contenders, deadline, patience);
            try
            {
                var connection = await opening.RunAsync(cancellationToken);
                TellLosses(opening, patience - deadline.Left);
                contenders = [connection.Member];
                if (IsToStand(opening, connection))
                {
                    return connection;
                }
            }
            catch (ConnectFailure e)
            {
                TellLosses(opening, patience - deadline.Left);
                contenders = [Survivor(opening, contenders, e)];
                observer.Trace($"{e.Message}; trying MQTT {contenders[0].Versions.Next.Name()}");
            }
        }
    }

    async Task<IReadOnlyList<RingMember>> LookUpAsync(RingMember member, CancellationToken cancellationToken)
    {
        var patience = ring.Patience(member);
        using var clock = new CancellationTokenSource(patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        try
        {
            return await lookup.FindAsync(member, () => Now, limit.Token);
        }
        catch (MqttDemoException e)
        {
            throw Failed(member, new(e, isFinal: e.Kind != FailureKind.Unreachable && !context.Home.HasStood));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(
                member,
                new(new ConnectAttempt().TimedOut(member.Destination.Target, null, patience, e), isFinal: false)
                {
                    Silence = patience,
                });
        }
    }

    /// <summary>False for one that is only made to be closed again.</summary>
    bool IsToStand(Opening opening, Connection connection)
    {
        if (opening.IsTwofold)
        {
            context.Home.MoveTo(connection.Member);
        }
        else
        {
            connection.Member.Versions.OnAccepted();
        }

        if (opening is { IsTwofold: false, IsTrial: false })
        {
            return true;
        }

        connection.Dispose();
        return false;
    }

    /// <summary>The one to try again at once, with another version of MQTT or another will.</summary>
    /// <exception cref="ConnectFailure">There is none.</exception>
    RingMember Survivor(Opening opening, IReadOnlyList<RingMember> contenders, ConnectFailure failure)
    {
        var failed = opening.Reached ?? contenders[0];
        if (failed.Versions.OnFailed(failure.Evidence) || (failure.IsQosRefused && Terms.TryLowerWill()))
        {
            return failed;
        }

        // Those that have lost the race have been reported; where none has won it, that is all.
        throw opening.Reached is null && contenders.Count > 1 && opening.HasRaced ? failure : Failed(failed, failure);
    }

    void TellLosses(Opening opening, TimeSpan silence)
    {
        foreach (var (loser, loss) in opening.Losses(silence))
        {
            Failed(loser, loss);
        }
    }

    ConnectFailure Failed(RingMember member, ConnectFailure failure)
    {
        observer.Trace($"{member.Shown}: {failure.Message}");
        ring.OnFailed(member, failure, Now, Chance);
        return failure;
    }
}
