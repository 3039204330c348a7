using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>What the connections so far tell of the next one: whether it is worth trying, and how soon.</summary>
sealed class ConnectionHistory(string clientId)
{
    /// <summary>
    /// So many in a row that the broker ends without any answer to what we send mean that it does not want it (NATS closes on every PUBLISH of QoS 2,
    /// for instance); and so many with nonsense on them, that it will not make sense.
    /// </summary>
    const int MostInVain = 8;

    /// <summary>
    /// So many in a row that the broker accepts and soon closes, with nothing done on them, mean that somebody takes them over: before MQTT 5 a broker has
    /// no word for that, and mosquitto 2.0 says none in 5 either. Two clients would throw each other out for ever; the one that counts so far
    /// first ends, and the other stays.
    /// </summary>
    const int FewestClosed = 6;

    /// <summary>A connection that lasted this long did not end because of how it began, so the next one need not wait.</summary>
    public static readonly TimeSpan SteadyAfter = TimeSpan.FromSeconds(5);

    /// <summary>Whoever takes us over has waited no longer than this: its first delays, and a second or two in which some brokers jail an id that flaps.</summary>
    static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(15);

    /// <summary>
    /// A connection as short as this may have ended because of one that it took over: RabbitMQ closes it when it subscribes while the other's queue, of
    /// the same name, is not yet gone. It counts, but who is to stay must not end by it.
    /// </summary>
    static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Not the same for all: RabbitMQ now and then closes both of two that come at the same moment, and then both would end with the same number.
    /// </summary>
    readonly int mostClosed = FewestClosed + Random.Shared.Next(4);

    int nonsensical;
    int closed;
    int hasty;

    /// <summary>How many in a row have ended without an answer to what was sent.</summary>
    public int Unanswered { get; private set; }

    /// <summary>How long to wait before the next one.</summary>
    public TimeSpan NextDelay => Backoff.Delay(Math.Max(1, hasty), Random.Shared.NextDouble());

    /// <summary>A connection has ended; an error when there should be no other.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="lasted">How long it stood.</param>
    /// <param name="isOwed">Messages were sent on it that the broker has to answer.</param>
    public MqttDemoException? OnEnd(Connection connection, ConnectionEnd end, TimeSpan lasted, bool isOwed)
    {
        var isHasty = lasted < SteadyAfter && connection.IsIdle;
        var isUnanswered = isOwed && !connection.HasAnswered;
        Unanswered = end.Kind == ConnectionEndKind.Temporary ? Unanswered : isUnanswered ? Unanswered + 1 : 0;
        nonsensical = end.Kind == ConnectionEndKind.ProtocolError ? nonsensical + 1 : 0;
        closed = end.Kind == ConnectionEndKind.Closed && lasted < TakenOverWithin && connection.IsIdle && !isUnanswered ? closed + 1 : 0;
        hasty = isHasty ? hasty + 1 : 0;
        return this switch
        {
            _ when end.Kind == ConnectionEndKind.Final => Lost($"the connection to {connection.Broker} was ended: {end.Reason}", end.Hint),
            { nonsensical: >= MostInVain } => Lost(
                $"{connection.Broker} has sent nonsense on {nonsensical} connections in a row: {end.Reason}",
                "is this an MQTT broker? -V 311 speaks an older version with it; --debug shows its packets"),
            { Unanswered: >= MostInVain } => Lost(
                $"{connection.Broker} ended {Unanswered} connections in a row without an answer to what was sent: {end.Reason}",
                "it may not allow this topic or this QoS (not every broker takes QoS 2); its log should tell"),
            _ when closed > mostClosed || (closed == mostClosed && lasted > Moment) => Lost(
                $"{connection.Broker} closed {closed} connections in a row without a word, each soon after it had accepted it",
                $"another client may have connected with the same client id '{clientId}': give each its own with -i; or what this one does is not allowed"),
            _ => null,
        };
    }

    /// <summary>
    /// There was no connection at all. Where nobody listens, the last ones ended because the broker was going down; one that closes before its CONNACK is
    /// there, and may do so for another client (NATS).
    /// </summary>
    public void OnConnectFailed(bool isNobodyThere) => (closed, Unanswered) = isNobodyThere ? (0, 0) : (closed, Unanswered);

    static MqttDemoException Lost(string message, string? hint) => new(ExitCode.ConnectionLost, message, hint);
}
