using System.Net;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>One of the addresses that a host name stands for.</summary>
/// <param name="Broker">As it is shown.</param>
/// <param name="Address">Where it is; null where that is not for us to look up: a unix socket, or what a proxy
/// reaches.</param>
sealed record Contender(BrokerAddress Broker, IPAddress? Address);
