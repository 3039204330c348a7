using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>What the connections so far tell of the next one: whether it is worth trying, and how soon.</summary>
/// <param name="clientId">Who we are.</param>
/// <param name="mostClosed">
/// This many connections in a row that the broker accepts and soon closes, with nothing done on them, mean that another
/// client takes them over.
/// </param>
sealed class ConnectionHistory(string clientId, int mostClosed)
{
    /// <summary>After this many connections in a row with malformed packets the broker is given up.</summary>
    const int MostNonsensical = 8;

    /// <summary>
    /// Before MQTT 5 a broker cannot say that a session was taken over, and mosquitto 2.0 does not say so in MQTT 5
    /// either. Two clients would disconnect each other forever; the first to count this many ends, and the other stays.
    /// </summary>
    const int FewestClosed = 6;

    /// <summary>
    /// This many connections in a row that are closed soon, though messages went over them, may have been taken over by
    /// another client with our id. That is only said: messages get through, so the session goes on.
    /// </summary>
    const int FewestShort = 4;

    /// <summary>
    /// A connection that lasted this long did not end because of how it began, so the next one need not wait.
    /// </summary>
    public static readonly TimeSpan SteadyAfter = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The client that takes us over has waited no longer than this: its first delays, and a second or two in which
    /// some brokers jail an id that flaps.
    /// </summary>
    static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(15);

    /// <summary>
    /// A connection as short as this may have ended because of one that it took over: RabbitMQ closes it when it
    /// subscribes while the other's queue, of the same name, is not yet gone. It counts, but the client that is to stay
    /// must not end because of it.
    /// </summary>
    static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Connections that all last as long as each other, and no less than this, may have a limit of their own somewhere
    /// on the way: then there is no other client, and to end would be wrong.
    /// </summary>
    static readonly TimeSpan ShortestLimit = TimeSpan.FromSeconds(2);

    readonly DeliveryHistory delivery = new();
    readonly IdleHistory idle = new();
    readonly EqualTimes lives = new();

    int nonsensical;
    int closed;
    int hasty;
    int shortLived;
    bool isInDoubt;
    bool wasRivalTold;
    bool wasDoubtTold;

    /// <summary>
    /// Not the same number for all: RabbitMQ now and then closes both of two that come at the same moment, and then
    /// both would end with the same.
    /// </summary>
    /// <param name="chance">Between 0 and 1.</param>
    public static int MostClosed(double chance) => FewestClosed + (int)(4 * chance);

    /// <summary>How many in a row have ended without an answer to the same message of ours.</summary>
    public int InVain => delivery.InVain;

    /// <summary>How often a PINGREQ is to go out on the next one, if more often than the keep-alive asks for.</summary>
    public TimeSpan? PingEvery => idle.PingEvery;

    /// <summary>How long to wait before the next one.</summary>
    /// <param name="chance">Between 0 and 1.</param>
    public TimeSpan NextDelay(double chance) =>
        isInDoubt ? Backoff.Longest * chance : Backoff.Delay(Math.Max(1, Math.Max(hasty, delivery.InVain)), chance);

    /// <summary>What the user should know about the end of the last one, said once; null is nothing.</summary>
    public Sentence? Suspicion { get; private set; }

    /// <summary>A connection has ended; a verdict when there should be no other.</summary>
    public Verdict? OnEnd(EndedConnection ended)
    {
        delivery.OnEnd(ended);
        idle.OnEnd(ended);
        var kind = ended.End.Kind;
        nonsensical = kind == ConnectionEndKind.ProtocolError ? nonsensical + 1 : 0;
        hasty = ended.Lasted < SteadyAfter && (ended.IsIdle || kind == ConnectionEndKind.Busy) ? hasty + 1 : 0;
        shortLived = kind == ConnectionEndKind.Closed && ended.Unanswered is null && ended.Lasted < SteadyAfter
            ? shortLived + 1
            : 0;
        CountClosed(ended);
        Suspicion = idle.Suspicion(ended) ?? Doubt(ended) ?? Rival(ended);
        return Judge(ended);
    }

    /// <summary>
    /// There was no connection at all. Where nobody listens, the last ones ended because the broker was going down; one
    /// that closes before its CONNACK is there, and may do so for another client (NATS).
    /// </summary>
    public void OnConnectFailed(bool isNobodyThere)
    {
        if (isNobodyThere)
        {
            closed = 0;
            delivery.Forget();
        }
    }

    Verdict? Judge(EndedConnection ended) => this switch
    {
        _ when ended.End.Kind is ConnectionEndKind.Final or ConnectionEndKind.TakenOver => Lost(
            $"the connection to {ended.Broker} was ended: "
            + $"{ended.End.Reason}{(ended.Unanswered is { } message ? $"; not answered was {message.Words}" : "")}",
            ended.End.Hint ?? ended.Unanswered?.Hint,
            isForAll: ended.End.Kind == ConnectionEndKind.TakenOver),
        { nonsensical: >= MostNonsensical } => Lost(
            $"{ended.Broker} has sent malformed packets on {nonsensical} connections in a row: {ended.End.Reason}",
            $"is this an MQTT broker? {Advice.OlderVersion}"),
        { delivery.IsHopeless: true } => Lost(
            $"{ended.Broker} ended {InVain} connections in a row without an answer to what was sent, "
            + $"{ended.Unanswered!.Words}: {ended.End.Reason}",
            ended.End.Hint ?? ended.Unanswered.Hint),
        { isInDoubt: false } when IsTakenOver(ended) => Lost(
            $"{ended.Broker} closed {closed} connections in a row without a reason, each soon after it had accepted it",
            Advice.OwnClientIdEach(clientId),
            isForAll: ended.HasAnswered),
        _ => null,
    };

    /// <summary>
    /// Closed without a reason and before anything was done on it: by a takeover, or by a limit on the way.
    /// </summary>
    void CountClosed(EndedConnection ended)
    {
        var isClosed = ended is { End.Kind: ConnectionEndKind.Closed, IsIdle: true, Unanswered: null }
            && ended.Lasted < TakenOverWithin;
        closed = isClosed ? closed + 1 : 0;
        if (isClosed)
        {
            lives.Add(ended.Lasted);
        }
        else
        {
            lives.Clear();
        }

        isInDoubt = IsTakenOver(ended) && lives.Count >= FewestClosed && lives.Shortest >= ShortestLimit;
    }

    Sentence? Rival(EndedConnection ended)
    {
        if (wasRivalTold || ended.IsIdle || shortLived < FewestShort)
        {
            return null;
        }

        wasRivalTold = true;
        return $"{ended.Broker} closed {shortLived} connections in a row without a reason, each within "
            + $"{SteadyAfter.TotalSeconds:0} s: {Advice.SameClientId(clientId)}";
    }

    bool IsTakenOver(EndedConnection ended) => closed > mostClosed || (closed == mostClosed && ended.Lasted > Moment);

    Sentence? Doubt(EndedConnection ended)
    {
        if (!isInDoubt || wasDoubtTold)
        {
            return null;
        }

        wasDoubtTold = true;
        return $"{ended.Broker} closed {closed} connections in a row, each about {ended.Lasted.TotalSeconds:0} s after "
            + "it had accepted it: something on the way may limit how long they last, or "
            + $"{Advice.SameClientId(clientId)}; going on, with longer delays";
    }

    /// <summary>
    /// Two clients with one client id would throw each other out at every broker that shares their session, so that is
    /// for all. One broker alone may close what it has not even begun to serve.
    /// </summary>
    static Verdict Lost(string message, Sentence? hint, bool isForAll = false) =>
        new(new(FailureKind.ConnectionLost, message, hint), isForAll);
}

/// <summary>After the end of a connection no other one to that broker can help.</summary>
/// <param name="Error">Why.</param>
/// <param name="IsForAll">Nor one to another broker of the ring.</param>
sealed record Verdict(MqttDemoException Error, bool IsForAll);
