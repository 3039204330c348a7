using System.Net;
using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>
/// Which broker is next, and why. It waits for nothing and asks nothing: the time and the random numbers are arguments,
/// and what became of each attempt and of each connection is reported to it.
/// <list type="bullet">
/// <item>
/// First comes the one whose last connection had an answer to something of ours, unless it was silent at the end and
/// others share our session; otherwise the one after that which was tried last.
/// </item>
/// <item>It is waited for if it may be tried within the shortest delay; otherwise the first that may be tried now is,
/// in their order.</item>
/// <item>Each has its own delays, which grow with its failures, so that none is tried too often because the others
/// fail.</item>
/// <item>
/// Those that are silent cost the others 1.5 s together, then twice that, up to the whole connect time-out.
/// </item>
/// <item>The first connection is given up when each has had its chance, unless it is to be retried; a later one only
/// when each has refused for good.</item>
/// </list>
/// </summary>
sealed class Ring
{
    /// <summary>
    /// How many redirects in a row are followed: brokers that name each other would go on forever.
    /// </summary>
    const int MostRedirections = 5;

    /// <summary>How long the first silences may be together: one that is not silent is reached in 2 s.</summary>
    static readonly TimeSpan AllSilences = TimeSpan.FromSeconds(1.5);

    /// <summary>No first silence is longer: a dead one costs the others no more.</summary>
    static readonly TimeSpan LongestFirst = TimeSpan.FromSeconds(1);

    /// <summary>Nor shorter: TLS takes three times the way there and back, and a busy broker some time.</summary>
    static readonly TimeSpan ShortestFirst = TimeSpan.FromSeconds(0.5);

    readonly ConnectionSettings settings;
    readonly RingMembers members;
    RingMember preferred;
    IReadOnlyList<BrokerAddress> sentTo = [];
    MqttDemoException? failure;
    int redirections;
    int reasons;
    bool hasStood;

    /// <param name="settings">The brokers, and how to connect.</param>
    /// <param name="mostClosed">See <see cref="ConnectionHistory"/>.</param>
    public Ring(ConnectionSettings settings, int mostClosed)
    {
        (this.settings, members) = (settings, new RingMembers(settings, mostClosed));
        members.Begin(settings.Brokers);
        preferred = members[0];
    }

    /// <summary>Those to connect to, in their order.</summary>
    public IReadOnlyList<RingMember> Members => members;

    /// <summary>A failure is no end, but is followed by another attempt.</summary>
    public bool GoesOn => hasStood || settings.RetryFirstConnect;

    /// <summary>What is to be done now.</summary>
    /// <param name="now">The time since some moment.</param>
    public Turn Next(TimeSpan now)
    {
        if (Conclusion() is { } error)
        {
            return new Turn.End(error);
        }

        var open = members.From(preferred).Where(IsOpen).ToArray();
        var next = open[0].NotBefore <= now + Backoff.Shortest
            ? open[0]
            : open.FirstOrDefault(member => member.NotBefore <= now) ?? open.MinBy(member => member.NotBefore)!;
        return next.NotBefore <= now ? new Turn.Try(next) : new Turn.Wait(next.NotBefore - now);
    }

    /// <summary>How long an attempt may take: all the time there is where no other member waits to be tried.</summary>
    public TimeSpan Patience(RingMember member)
    {
        var others = members.Count(other => other != member && IsOpen(other) && !other.HasRefused);
        if (others == 0)
        {
            return settings.ConnectTimeout;
        }

        var share = (AllSilences / others).Ticks;
        return member.Patience(TimeSpan.FromTicks(Math.Clamp(share, ShortestFirst.Ticks, LongestFirst.Ticks)));
    }

    /// <summary>The targets of a domain have been looked up.</summary>
    /// <param name="member">The one that was to be tried.</param>
    /// <param name="targets">In the order in which they are to be tried.</param>
    /// <returns>The one to try in its place: itself if it is still there.</returns>
    public RingMember OnTargets(RingMember member, IReadOnlyList<BrokerAddress> targets)
    {
        members.OnTargets(member.Destination.Entry, targets);
        return members.Contains(member)
            ? member
            : members.First(other => other.Destination.Entry == member.Destination.Entry);
    }

    /// <summary>The addresses of a host have been looked up.</summary>
    /// <param name="member">The one that was to be tried.</param>
    /// <param name="addresses">In the order in which they are to be tried.</param>
    /// <param name="now">The time since some moment.</param>
    /// <returns>Those to try beside each other, itself first if it is still there; none where each of them has to
    /// wait.</returns>
    public IReadOnlyList<RingMember> OnAddresses(
        RingMember member, IReadOnlyCollection<IPAddress> addresses, TimeSpan now)
    {
        var found = members.OnAddresses(member.Destination, addresses);
        var isThere = found.Contains(member);
        return members.From(member).FindAll(
            other => found.Contains(other)
                && ((isThere && other == member) || (IsOpen(other) && other.NotBefore <= now)));
    }

    /// <summary>An attempt has failed.</summary>
    /// <param name="member">To connect to whom.</param>
    /// <param name="failed">How.</param>
    /// <param name="now">The time since some moment.</param>
    /// <param name="chance">Between 0 and 1.</param>
    public void OnFailed(RingMember member, ConnectFailure failed, TimeSpan now, double chance)
    {
        member.OnFailed(failed, ++reasons, now, chance);
        failure ??= failed.EndsAll ? failed.Error : null;
        MoveOn(members.After(member));
    }

    /// <summary>A connection is established.</summary>
    /// <param name="member">To whom.</param>
    /// <param name="took">How long it took to make it.</param>
    public void OnConnected(RingMember member, TimeSpan took)
    {
        member.OnConnected(took);
        (hasStood, preferred) = (true, member);
    }

    /// <summary>A connection has ended.</summary>
    /// <param name="member">To whom.</param>
    /// <param name="ended">How.</param>
    /// <param name="now">The time since some moment.</param>
    /// <param name="chance">Between 0 and 1.</param>
    public void OnEnded(RingMember member, EndedConnection ended, TimeSpan now, double chance)
    {
        var verdict = member.OnEnded(ended, ++reasons, now, chance);
        failure ??= verdict is { IsForAll: true } ? verdict.Error : null;
        // Where each of them answers a little and then refuses the same message, they must not forgive each other
        // forever.
        if (ended.HasAnswered && (verdict is null || ended.Lasted >= ConnectionHistory.SteadyAfter))
        {
            Forgive(members.Where(other => other != member));
        }

        // A node that hangs takes connections for as long as it does: that would be one more silence.
        var isLeft = !ended.HasAnswered || (settings.SharesSessions && ended.End.Kind == ConnectionEndKind.Silent);
        MoveOn(isLeft ? members.After(member) : member);
    }

    /// <summary>
    /// Puts those first to which a broker redirects us (MQTT 5, section 4.11). To be called before the end of that
    /// connection, or the failure, is reported.
    /// </summary>
    /// <param name="reference">Its Server Reference.</param>
    /// <param name="from">The broker.</param>
    /// <returns>The brokers; none when redirects are not followed, or none is named.</returns>
    public IReadOnlyList<BrokerAddress> Redirect(string? reference, BrokerAddress from)
    {
        var named = settings.FollowsRedirect && redirections < MostRedirections
            ? Redirection.Read(reference ?? "", from)
            : [];
        if (named.Count > 0)
        {
            redirections++;
            members.Begin([.. named, .. settings.Brokers.Except(named)]);
            sentTo = named;
        }

        return named;
    }

    /// <summary>
    /// A connection lasted for a while: a broker that redirects us after that will not do so forever.
    /// </summary>
    public void ForgetRedirections() => redirections = 0;

    void MoveOn(RingMember next)
    {
        preferred = sentTo.Count > 0 ? members[0] : next;
        Forgive(sentTo.SelectMany(members.Of));
        sentTo = [];
    }

    static void Forgive(IEnumerable<RingMember> some)
    {
        foreach (var member in some)
        {
            member.Forgive();
        }
    }

    bool IsOpen(RingMember member) => GoesOn || !member.IsSpent;

    MqttDemoException? Conclusion()
    {
        if (failure is not null)
        {
            return failure;
        }

        return members.All(member => member.HasRefused || !IsOpen(member)) ? RingReport.Of(members) : null;
    }
}
