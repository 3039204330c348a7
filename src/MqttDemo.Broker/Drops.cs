using System.Globalization;
using MQTTnet.Protocol;

namespace MqttDemo.Broker;

/// <summary>
/// Tells that messages had to be dropped: the first time for each client, and all of them at the end.
/// </summary>
sealed class Drops(Action<string> warn)
{
    readonly HashSet<string> told = [];
    bool hasToldRetained;

    /// <summary>There was no room for a message for a client.</summary>
    public void OnDropped(Session session, MqttQualityOfServiceLevel qualityOfService)
    {
        if (told.Add(session.ClientId))
        {
            warn(
                $"the embedded broker has no room for more messages for '{session.ClientId}', which "
                + $"{(session.Connection is null ? "is away" : "does not take them")}: "
                + $"it keeps {Megabytes(Account.MostPerClient)} MB for a client, {Megabytes(Account.MostOfAll)} MB for "
                + "all, and drops what comes now");
        }

        if (qualityOfService != MqttQualityOfServiceLevel.AtMostOnce
            && session is { Connection: { } connection, Progress.HasStopped: true })
        {
            connection.Expel(MqttDisconnectReasonCode.QuotaExceeded, "the client does not take its messages");
        }
    }

    public void OnRetainedDropped(string topic)
    {
        if (!hasToldRetained)
        {
            hasToldRetained = true;
            warn(
                $"the embedded broker has no room for more retained messages: it keeps "
                + $"{Megabytes(Account.MostRetained)} MB of them; "
                + $"that for '{topic}' is the first that is not kept");
        }
    }

    /// <summary>The session or the broker ends.</summary>
    public void OnEnd(Session session)
    {
        if (session.Outgoing.Dropped > 0)
        {
            warn(
                $"the embedded broker has dropped {Number(session.Outgoing.Dropped)} messages for "
                + $"'{session.ClientId}'");
        }

        if (session.Outgoing.TooLong > 0)
        {
            warn($"{Number(session.Outgoing.TooLong)} messages were longer than '{session.ClientId}' takes");
        }
    }

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    static long Megabytes(long bytes) => bytes / (1024 * 1024);
}
