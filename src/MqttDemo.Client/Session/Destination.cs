using System.Net;
using MqttDemo.Config;

namespace MqttDemo.Client.Session;

/// <summary>One place that a broker of the settings may stand for.</summary>
/// <param name="Entry">As it was given.</param>
/// <param name="Target">The host and port to go to: of a domain with SRV records one of its targets.</param>
/// <param name="Address">The address of that host; null is not looked up, as for a unix socket or behind a
/// proxy.</param>
sealed record Destination(BrokerAddress Entry, BrokerAddress Target, IPAddress? Address)
{
    /// <summary>Nothing has been looked up yet.</summary>
    public Destination(BrokerAddress entry)
        : this(entry, entry, null)
    {
    }
}
