using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

static class TcpTransport
{
    public static async Task<TransportConnection> ConnectAsync(BrokerAddress address, CancellationToken cancellationToken)
    {
        var socket = await ConnectSocketAsync(address, cancellationToken);
        return new TransportConnection(socket, new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>A connected socket. Its buffers are left to the kernel: setting a size would turn the kernel's own tuning off.</summary>
    public static async Task<Socket> ConnectSocketAsync(BrokerAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
