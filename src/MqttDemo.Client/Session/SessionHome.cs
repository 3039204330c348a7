namespace MqttDemo.Client.Session;

/// <summary>
/// Which broker has our session. The nodes of a cluster have it all. Of brokers that share nothing, another one may
/// hold a session of ours from before, with packet identifiers that mean other messages now: what such a one remembers
/// counts only for itself.
/// </summary>
/// <param name="startsClean">Throw away a session from an earlier process.</param>
/// <param name="isShared">The brokers share their sessions.</param>
sealed class SessionHome(bool startsClean, bool isShared)
{
    RingMember? home;

    /// <summary>There has been a connection.</summary>
    public bool HasStood => home is not null;

    /// <summary>What the broker holds is to be thrown away.</summary>
    public bool StartsClean(RingMember broker) => startsClean && IsElsewhere(broker, otherwise: true);

    /// <summary>The broker knows what we have sent and received so far.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="isSaid">It says that it holds a session.</param>
    public bool IsPresent(RingMember broker, bool isSaid) => isSaid && !IsElsewhere(broker, otherwise: false);

    /// <summary>The broker holds the session of this process.</summary>
    public void MoveTo(RingMember broker) => home = broker;

    /// <param name="broker">The broker.</param>
    /// <param name="otherwise">The answer where there is no session yet.</param>
    bool IsElsewhere(RingMember broker, bool otherwise) => home is null ? otherwise : !isShared && broker != home;
}
