using System.Net;
using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>Why there is no socket, in words.</summary>
static class SocketFailure
{
    public static MqttDemoException Explain(BrokerAddress address, SocketException e) =>
        address.Scheme == BrokerScheme.Unix
        ? Unreachable(
            AtPath(address, e),
            e.SocketErrorCode == SocketError.AccessDenied
                ? null
                : "is the broker running, and is this the path of its listener?",
            e).About(Settings.Broker.Address)
        : Unreachable(At(address, address.Host, Refused("broker", address), e), Hint(address, e), e).About(
            address.Embedded ? [] : [Settings.Broker.Address, Settings.Broker.Port]);

    public static MqttDemoException Explain(ProxyAddress proxy, SocketException e) => Unreachable(
        At($"the proxy {proxy}", proxy.Host, Refused("proxy", proxy), e),
        Advice.AnotherProxy,
        e).About(Settings.Network.Proxy);

    static string At(object address, string host, string refused, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData => $"the host name {host} does not resolve",
        SocketError.TryAgain => $"the host name {host} could not be looked up: the name server does not answer",
        SocketError.ConnectionRefused => refused,
        SocketError.InvalidArgument or SocketError.AddressNotAvailable or SocketError.HostUnreachable
            when LacksZone(host) =>
            $"{host} is a link-local address, and its network interface is missing",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable =>
            $"{address} cannot be reached: there is no route to it",
        SocketError.TimedOut => $"{address} did not answer: nothing came back at all",
        // Not what is in the exception: that names the address once more, in another way.
        _ => $"{address} cannot be reached: {new SocketException(e.ErrorCode).Message}",
    };

    static string AtPath(BrokerAddress address, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => Refused("broker", address),
        SocketError.AccessDenied => $"the socket {address} is not open to this user",
        _ when !File.Exists(address.Host) => $"there is no socket {address}",
        _ => $"{address} cannot be reached: {new SocketException(e.ErrorCode).Message}",
    };

    static string Refused(string what, object address) => $"no {what} answers at {address} (connection refused)";

    static Sentence? Hint(BrokerAddress address, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused when address.Embedded => Advice.AnotherBroker,
        SocketError.ConnectionRefused when address.Scheme == BrokerScheme.Tcp && ThisMachine.Is(address.Host) =>
            Advice.ServeBroker(address.Port),
        SocketError.ConnectionRefused => Advice.CheckPort,
        SocketError.HostNotFound or SocketError.NoData => "check its spelling",
        SocketError.TryAgain => "is this machine online?",
        _ when LacksZone(address.Host) => $"add the interface, as in {address.Host}%eth0; 'ip link' lists them",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable =>
            "is this machine online, and is the address right?",
        SocketError.TimedOut => "is the address right, or does a firewall drop what goes there?",
        _ => null,
    };

    /// <summary>
    /// Such an address is somebody else's on every network that this machine is on (RFC 4007, section 6).
    /// </summary>
    static bool LacksZone(string host) =>
        IPAddress.TryParse(host, out var address) && address is { IsIPv6LinkLocal: true, ScopeId: 0 };

    static MqttDemoException Unreachable(string message, Sentence? hint, Exception cause) =>
        new(FailureKind.Unreachable, message, hint, cause);
}
