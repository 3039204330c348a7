using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>From an address to a connected stream: a socket, and on it what the address asks for, a proxy's tunnel, TLS, a WebSocket.</summary>
static class TransportConnector
{
    /// <summary>Connects to a broker.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="tls">How certificates are checked.</param>
    /// <param name="network">How the network is crossed.</param>
    /// <param name="attempt">Is told how far it has come.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MqttDemoException">There is no way (exit code 3), or a file is not what it should be (2 or 7).</exception>
    public static async Task<TransportConnection> ConnectAsync(BrokerAddress address, TlsSettings tls, NetworkSettings network, ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        // Before anything is connected: it reads files, and may find them wrong.
        var handshake = address.IsSecure ? new TlsHandshake(address, tls) : null;
        var proxy = network.ProxyFor(address);
        var socket = Connect(address, proxy, network.BindAddress, attempt, cancellationToken);
        var plain = new SocketStream(socket);
        Stream stream = plain;
        try
        {
            attempt.OnSocket(plain, socket.RemoteEndPoint);
            if (proxy is not null)
            {
                attempt.Enter(ConnectStage.Proxy);
                await ProxyTunnel.OpenAsync(stream, proxy, address, cancellationToken);
                plain.BeginAnew();
            }

            if (handshake is not null)
            {
                attempt.Enter(ConnectStage.Tls);
                stream = await handshake.RunAsync(stream, attempt, cancellationToken);
            }

            if (address.IsWebSocket)
            {
                attempt.Enter(ConnectStage.WebSocket);
                stream = await WebSocketUpgrade.RunAsync(stream, address, tls, network.WebSocketHeaders ?? [], attempt, cancellationToken);
            }

            attempt.Enter(ConnectStage.Mqtt);
            return new TransportConnection(socket, stream, address, plain);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    static Socket Connect(BrokerAddress address, ProxyAddress? proxy, string? from, ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            if (address.Scheme == BrokerScheme.Unix)
            {
                attempt.Enter(ConnectStage.Socket);
                return TcpTransport.ConnectUnixSocket(address.Host, cancellationToken);
            }

            var (host, port) = proxy is null ? (address.Host, address.Port) : (proxy.Host, proxy.Port);
            var addresses = HostLookup.Addresses(host);
            attempt.OnLookup(host, addresses);
            attempt.Enter(ConnectStage.Socket);
            return from is null
                ? TcpTransport.ConnectSocket(addresses, port, cancellationToken)
                : TcpTransport.ConnectSocket(from, host, port, cancellationToken);
        }
        catch (SocketException e)
        {
            throw proxy is not null ? SocketFailure.Explain(proxy, e) : SocketFailure.Explain(address, e);
        }
    }
}
