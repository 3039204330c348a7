using System.Net;
using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// From an address to a connected stream: a socket, and on it what the address asks for, a proxy's tunnel, TLS, a
/// WebSocket.
/// </summary>
static class TransportConnector
{
    /// <summary>Connects to a broker.</summary>
    /// <param name="contenders">The addresses that its host name stands for; the first that takes the connection is
    /// it.</param>
    /// <param name="tls">How certificates are checked.</param>
    /// <param name="network">How the network is crossed.</param>
    /// <param name="attempt">Is notified of how far it has come.</param>
    /// <param name="cancellationToken">Gives up; whatever fails then fails because of it.</param>
    /// <exception cref="MqttDemoException">There is no way, or a file is not what it should be.</exception>
    public static TransportConnection Connect(
        IReadOnlyList<Contender> contenders, TlsSettings tls, NetworkSettings network, ConnectAttempt attempt,
        CancellationToken cancellationToken)
    {
        // Before anything is connected: it reads files, and may find them wrong.
        var handshake = contenders[0].Broker.IsSecure ? new TlsHandshake(contenders[0].Broker, tls) : null;
        var proxy = network.ProxyFor(contenders[0].Broker);
        var (socket, reached) = Connect(contenders, proxy, network.BindAddress, attempt, cancellationToken);
        var address = reached.Broker;
        var plain = new SocketStream(socket);
        using var cancellation = cancellationToken.UnsafeRegister(static state => ((ISocket)state!).Dispose(), socket);
        Stream stream = plain;
        try
        {
            attempt.OnSocket(plain, socket.Remote, reached);
            if (proxy is not null)
            {
                attempt.Enter(ConnectStage.Proxy);
                ProxyTunnel.Open(stream, proxy, address);
                plain.BeginAnew();
            }

            if (handshake is not null)
            {
                attempt.Enter(ConnectStage.Tls);
                handshake = reached == contenders[0] ? handshake : new TlsHandshake(address, tls);
                stream = handshake.Run(stream, attempt);
            }

            if (address.IsWebSocket)
            {
                attempt.Enter(ConnectStage.WebSocket);
                stream = WebSocketUpgrade.Run(stream, address, tls, network.WebSocketHeaders ?? [], attempt);
            }

            attempt.Enter(ConnectStage.Mqtt);
            return new TransportConnection(socket, stream, address, plain);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    static (ISocket Socket, Contender Reached) Connect(
        IReadOnlyList<Contender> contenders, ProxyAddress? proxy, string? from, ConnectAttempt attempt,
        CancellationToken cancellationToken)
    {
        var broker = contenders[0].Broker;
        try
        {
            if (broker.Scheme == BrokerScheme.Unix)
            {
                attempt.Enter(ConnectStage.Socket);
                return (TcpTransport.ConnectUnixSocket(broker.Host, cancellationToken), contenders[0]);
            }

            var own = from is null ? null : HostLookup.OwnAddresses(from);
            if (proxy is not null)
            {
                var addresses = HostLookup.Addresses(proxy.Host, from);
                attempt.OnLookup(proxy.Host, addresses);
                attempt.Enter(ConnectStage.Socket);
                return (new SocketRace(addresses, ToPort(proxy.Port)).Run(cancellationToken).Socket, contenders[0]);
            }

            attempt.Enter(ConnectStage.Socket);
            attempt.Race = new SocketRace([.. contenders.Select(contender => contender.Address!)], ToPort(broker.Port));
            var (socket, reached) = attempt.Race.Run(cancellationToken);
            return (socket, contenders.First(contender => contender.Address!.Equals(reached)));

            Func<IPAddress, TimeSpan, CancellationToken, ISocket?> ToPort(int port) => (address, longest, token) =>
                own is null
                    ? TcpTransport.Connect(address, port, longest, token)
                    : TcpTransport.Connect(own, address, port, longest, token);
        }
        catch (SocketException e)
        {
            throw proxy is not null ? SocketFailure.Explain(proxy, e) : SocketFailure.Explain(broker, e);
        }
    }
}
