using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>Why there is no socket, in words.</summary>
static class SocketFailure
{
    public static MqttDemoException Explain(BrokerAddress address, SocketException e) => address.Scheme == BrokerScheme.Unix
        ? Unreachable(AtPath(address, e), e.SocketErrorCode == SocketError.AccessDenied ? null : "is the broker running, and is this the path of its listener?", e)
        : Unreachable(At(address, address.Host, "broker", e), Hint(address, e), e);

    public static MqttDemoException Explain(ProxyAddress proxy, SocketException e) => Unreachable(
        At($"the proxy {proxy}", proxy.Host, "proxy", e), "check --proxy, and ALL_PROXY in the environment; --proxy '' goes without one", e);

    static string At(object address, string host, string what, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData => $"the host name {host} does not resolve",
        SocketError.TryAgain => $"the host name {host} could not be looked up: the name server does not answer",
        SocketError.ConnectionRefused => $"no {what} answers at {address} (connection refused)",
        _ => $"{address} cannot be reached: {e.Message}",
    };

    static string AtPath(BrokerAddress address, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"no broker answers at {address} (connection refused)",
        SocketError.AccessDenied => $"the socket {address} is not open to this user",
        _ when !File.Exists(address.Host) => $"there is no socket {address}",
        _ => $"{address} cannot be reached: {e.Message}",
    };

    static string? Hint(BrokerAddress address, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused when address.Embedded => "start the subscriber first: it serves this broker; or name another broker with --broker",
        SocketError.ConnectionRefused => "is the broker running, and is this its port?",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "check the spelling of --broker",
        _ => null,
    };

    static MqttDemoException Unreachable(string message, string? hint, Exception cause) => new(ExitCode.Unreachable, message, hint, cause);
}
