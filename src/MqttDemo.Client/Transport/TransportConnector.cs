using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>From an address to a connected stream. A new kind of transport is one more line here and one more file beside it.</summary>
static class TransportConnector
{
    public static async Task<TransportConnection> ConnectAsync(BrokerAddress address, TlsSettings tls, CancellationToken cancellationToken)
    {
        try
        {
            return address.Scheme switch
            {
                BrokerScheme.Tcp => TcpTransport.Connect(address, cancellationToken),
                BrokerScheme.Tls => await TlsTransport.ConnectAsync(address, tls, cancellationToken),
                _ => throw new MqttDemoException(ExitCode.Usage, $"{address} cannot be used yet: only mqtt:// and mqtts:// are built"),
            };
        }
        catch (SocketException e)
        {
            throw new MqttDemoException(ExitCode.Unreachable, Explain(address, e), Hint(address, e), e);
        }
    }

    static string Explain(BrokerAddress address, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData => $"the host name {address.Host} does not resolve",
        SocketError.TryAgain => $"the host name {address.Host} could not be looked up: the name server does not answer",
        SocketError.ConnectionRefused => $"no broker answers at {address} (connection refused)",
        _ => $"{address} cannot be reached: {e.Message}",
    };

    static string? Hint(BrokerAddress address, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused when address.Embedded => "start the subscriber first: it serves this broker; or name another broker with --broker",
        SocketError.ConnectionRefused => "is the broker running, and is this its port?",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "check the spelling of --broker",
        _ => null,
    };
}
