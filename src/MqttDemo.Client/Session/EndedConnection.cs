using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>What a connection that has ended tells of the next one.</summary>
/// <param name="Broker">Where it led to.</param>
/// <param name="End">How it ended.</param>
/// <param name="Lasted">How long it stood.</param>
/// <param name="Silence">How long nothing had come when it ended.</param>
/// <param name="HasDelivered">The broker has answered something that we published on it.</param>
/// <param name="HasAnswered">The broker has answered something of ours on it; while something that we published waits
/// for its answer, only that counts.</param>
/// <param name="IsIdle">No message went over it, in either direction.</param>
/// <param name="KeepsAlive">PINGREQs are sent on it.</param>
/// <param name="Unanswered">What of ours was not answered on it; null is nothing.</param>
sealed record EndedConnection(
    BrokerAddress Broker,
    ConnectionEnd End,
    TimeSpan Lasted,
    TimeSpan Silence,
    bool HasDelivered,
    bool HasAnswered,
    bool IsIdle,
    bool KeepsAlive,
    UnansweredPublish? Unanswered);
