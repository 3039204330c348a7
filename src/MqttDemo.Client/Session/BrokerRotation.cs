using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>Which broker is next: those that the user has named, in turn, after those to which one of them has sent us.</summary>
/// <param name="settings">Names them.</param>
/// <param name="observer">Is told where we are sent.</param>
sealed class BrokerRotation(ConnectionSettings settings, ISessionObserver observer)
{
    /// <summary>So many times in a row we let ourselves be sent elsewhere: brokers that name each other would do so for ever.</summary>
    const int MostRedirections = 5;

    readonly Dictionary<BrokerAddress, KnownBroker> known = [];
    IReadOnlyList<BrokerAddress> brokers = settings.Brokers;
    int next;
    int failed;
    int redirections;
    bool isSentElsewhere;

    /// <summary>The one to connect to now. What is known of it stays known when others are tried meanwhile.</summary>
    public KnownBroker Current
    {
        get
        {
            var address = brokers[next % brokers.Count];
            if (!known.TryGetValue(address, out var broker))
            {
                known.Add(address, broker = new(address, new(settings.ProtocolVersion)));
            }

            return broker;
        }
    }

    /// <summary>What to do where a broker names another one; null where it names none, or that has been done.</summary>
    public string? RedirectionHint(string? reference) =>
        settings.FollowsRedirect || string.IsNullOrEmpty(reference) ? null : "--follow-redirect goes where it sends us";

    /// <summary>Each of them is to be tried once, beginning with the current one.</summary>
    public void BeginRound() => (failed, isSentElsewhere) = (0, false);

    /// <summary>The current one did not take us. False when none has in this round; where it has sent us elsewhere, that begins a new one.</summary>
    public bool MoveOn()
    {
        if (isSentElsewhere)
        {
            BeginRound();
            return true;
        }

        next++;
        failed++;
        return failed < brokers.Count;
    }

    /// <summary>Makes those current to which a broker sends us; false when we do not let ourselves be sent, or there is nowhere to go.</summary>
    public bool TryRedirect(string? reference, BrokerAddress from)
    {
        var named = settings.FollowsRedirect && redirections < MostRedirections ? Redirection.Read(reference ?? "", from) : [];
        if (named.Count == 0)
        {
            return false;
        }

        redirections++;
        (brokers, next, isSentElsewhere) = ([.. named, .. settings.Brokers.Except(named)], 0, true);
        observer.Trace($"{from} sends us to {string.Join(", ", named)}");
        return true;
    }

    /// <summary>A connection stood for a while: whoever sends us elsewhere after that does not do so for ever.</summary>
    public void ForgetRedirections() => redirections = 0;
}
