using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>From an address to a connected stream: a socket, and on it what the address asks for, a proxy's tunnel, TLS, a WebSocket.</summary>
static class TransportConnector
{
    public static Task<TransportConnection> ConnectAsync(BrokerAddress address, TlsSettings tls, NetworkSettings network, CancellationToken cancellationToken) =>
        address.IsService ? ConnectToServiceAsync(address, tls, network, cancellationToken) : ConnectToOneAsync(address, tls, network, cancellationToken);

    /// <summary>
    /// Tries what the domain names, in its order. The certificate must be made out to the domain that was typed, not to what an answer of DNS says.
    /// </summary>
    static async Task<TransportConnection> ConnectToServiceAsync(BrokerAddress domain, TlsSettings tls, NetworkSettings network, CancellationToken cancellationToken)
    {
        var named = tls with { ServerName = tls.ServerName ?? domain.Host };
        MqttDemoException? failure = null;
        foreach (var (host, port) in await ServiceLookup.FindAsync(domain, cancellationToken))
        {
            try
            {
                return await ConnectToOneAsync(domain with { Host = host, Port = port, IsService = false }, named, network, cancellationToken);
            }
            catch (MqttDemoException e) when (e.ExitCode == ExitCode.Unreachable)
            {
                failure = e;
            }
        }

        throw failure!;
    }

    static async Task<TransportConnection> ConnectToOneAsync(BrokerAddress address, TlsSettings tls, NetworkSettings network, CancellationToken cancellationToken)
    {
        // Before anything is connected: it reads files, and may find them wrong.
        var handshake = address.IsSecure ? new TlsHandshake(address, tls) : null;
        var proxy = network.ProxyFor(address);
        var socket = Connect(address, proxy, network.BindAddress, cancellationToken);
        Stream stream = new SocketStream(socket);
        try
        {
            if (proxy is not null)
            {
                await ProxyTunnel.OpenAsync(stream, proxy, address, cancellationToken);
            }

            if (handshake is not null)
            {
                stream = await handshake.RunAsync(stream, cancellationToken);
            }

            return new TransportConnection(
                socket, address.IsWebSocket ? await WebSocketUpgrade.RunAsync(stream, address, tls, network.WebSocketHeaders ?? [], cancellationToken) : stream);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    static Socket Connect(BrokerAddress address, ProxyAddress? proxy, string? from, CancellationToken cancellationToken)
    {
        try
        {
            if (address.Scheme == BrokerScheme.Unix)
            {
                return TcpTransport.ConnectUnixSocket(address.Host, cancellationToken);
            }

            var (host, port) = proxy is null ? (address.Host, address.Port) : (proxy.Host, proxy.Port);
            return from is null ? TcpTransport.ConnectSocket(host, port, cancellationToken) : TcpTransport.ConnectSocket(from, host, port, cancellationToken);
        }
        catch (SocketException e)
        {
            throw proxy is not null ? SocketFailure.Explain(proxy, e) : SocketFailure.Explain(address, e);
        }
    }
}
