using System.Globalization;
using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>
/// Whether something on the way closes connections on which nothing has gone for a while, as load balancers and
/// firewalls do. They do not say so; but then connections end after the same silence each time, and PINGREQs that are
/// sent more often keep the next one open. Where it is another client with our client id that ends them, those change
/// nothing.
/// </summary>
sealed class IdleHistory
{
    /// <summary>This many equal silences are no coincidence.</summary>
    const int Enough = 3;

    /// <summary>No connection ends sooner for want of traffic.</summary>
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    readonly EqualTimes silences = new();
    TimeSpan? told;

    /// <summary>The silence after which connections are closed; null where none is suspected.</summary>
    public TimeSpan? Limit { get; private set; }

    /// <summary>How often a PINGREQ is to go out because of that.</summary>
    public TimeSpan? PingEvery => Limit / 2;

    public void OnEnd(EndedConnection ended)
    {
        var isIdle = ended.End.Kind is ConnectionEndKind.Closed or ConnectionEndKind.Lost
            && ended.Unanswered is null
            && ended.Silence >= Shortest;
        if (!isIdle)
        {
            silences.Clear();
            return;
        }

        silences.Add(ended.Silence);
        Limit = silences.Count >= Enough ? silences.Shortest : Limit;
    }

    /// <summary>What is to be said once, when it is first suspected; null is nothing.</summary>
    public Sentence? Suspicion(EndedConnection ended)
    {
        if (Limit is not { } limit || told is not null)
        {
            return null;
        }

        told = limit;
        var keepAlive = Math.Max(1, Math.Floor(limit.TotalSeconds));
        var cure = ended.KeepsAlive
            ? Advice.PingFromTheStart(Number(limit / 2), keepAlive)
            : Advice.ShorterKeepAlive(keepAlive);
        return $"the last {silences.Count} connections to {ended.Broker} were closed after {Number(limit)} s without "
            + $"traffic: {cure}";
    }

    static string Number(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
}
