using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

static class TcpTransport
{
    public static TransportConnection Connect(BrokerAddress address, CancellationToken cancellationToken)
    {
        var socket = ConnectSocket(address, cancellationToken);
        return new TransportConnection(socket, new SocketStream(socket));
    }

    /// <summary>
    /// A connected socket. Waits on the thread that asks, because a socket that has been connected asynchronously is watched for ever after (see
    /// <see cref="SocketStream"/>). Its buffers are left to the kernel: setting a size would turn the kernel's own tuning off.
    /// </summary>
    public static Socket ConnectSocket(BrokerAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using (cancellationToken.UnsafeRegister(static state => ((Socket)state!).Dispose(), socket))
            {
                socket.Connect(address.Host, address.Port);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return socket;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // Disposed under its hands, it says whatever comes to its mind.
            socket.Dispose();
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
