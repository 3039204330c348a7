using MqttDemo.Client.Session;
using MqttDemo.CommandLine;
using MqttDemo.Config;

namespace MqttDemo.Subscriber;

/// <summary>
/// A member of a group that shares its work (MQTT 5, section 4.8.2). The broker assigns messages to its session, also
/// while nobody is there to take them. Where that session has a name, the next run takes them (-c -i); one that nobody
/// asked to keep is to end with its connection, so that the rest of the group gets what comes from then on.
/// </summary>
/// <param name="request">What it is subscribed to.</param>
/// <param name="connection">What the user wants.</param>
/// <param name="count">After how many messages it ends; null is never.</param>
sealed class GroupMember(SubscriptionRequest request, ConnectionSettings connection, long? count)
{
    /// <summary>What is assigned to it ends with it.</summary>
    public bool TakesLeave => request.IsShared && !IsKept;

    /// <summary>
    /// What it means that the broker has started a new session. How to have it kept is said where the broker was not
    /// asked to, or not for so long: what it has lost in spite of that would be lost then too.
    /// </summary>
    /// <param name="outage">How it has come to that.</param>
    public string OnNewSession(Outage outage) => (TakesLeave, IsLostInSpiteOf(outage)) switch
    {
        (true, _) => "what was on its way here or was published meanwhile is gone,"
            + " unless another member of the group gets it; -c with -i keeps it",
        (_, true) => "what was published meanwhile is gone",
        _ => "what was published meanwhile is gone; -c with -i keeps it",
    };

    /// <summary>The broker had been asked to keep it for longer, or keeps no messages of QoS 0 anyway.</summary>
    bool IsLostInSpiteOf(Outage outage)
    {
        var wish = outage.Version < ProtocolVersion.Mqtt5
            ? 0
            : connection.SessionExpiry ?? ConnectionSettings.ResumableSeconds;
        return connection.KeepSession
            || outage.Lasted.TotalSeconds < wish
            || request.Filters.All(filter => filter.QualityOfService == QualityOfService.AtMostOnce);
    }

    bool IsKept => (connection.SessionExpiry ?? (connection.KeepSession ? ConnectionSettings.NeverExpires : 0)) > 0;

    /// <summary>How it connects.</summary>
    /// <exception cref="MqttDemoException">It is to keep something that ends with a session that is not kept (exit code
    /// 2).</exception>
    public ConnectionSettings Connection()
    {
        if (!TakesLeave)
        {
            return connection;
        }

        var limited = connection with { Connect = Limited(connection.Connect ?? new()) };
        if (connection.SessionExpiry is not null)
        {
            return limited;
        }

        if (connection.Will?.DelayInterval > 0)
        {
            throw NeedsSession("a will with a delay").About(Settings.Will.Delay);
        }

        return connection.Disconnect?.SessionExpiryInterval > 0
            ? throw NeedsSession("a DISCONNECT with a session expiry")
            : limited with { SessionExpiry = 0 };
    }

    /// <summary>
    /// A broker that has one queue for the group gives a member no more than that, so it need not take more than it
    /// wants.
    /// </summary>
    ConnectProperties Limited(ConnectProperties properties) => properties with
    {
        ReceiveMaximum = properties.ReceiveMaximum
            ?? (ushort)Math.Min(
                connection.MaxInFlight ?? ConnectionSettings.DefaultReceiveMaximum, count ?? long.MaxValue),
    };

    static MqttDemoException NeedsSession(string what) => MqttDemoException.Usage(
        $"{what} needs a session that outlives its connection,"
        + " and the broker would assign messages of the group to that",
        "-c with -i keeps such a session, and takes them when it comes back");
}
