using System.Net;
using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// Connected sockets. All of them wait on the thread that asks, because one that has been connected asynchronously is
/// watched forever after (see <see cref="SocketStream"/>). Their buffers are left to the kernel: setting a size would
/// turn the kernel's own tuning off.
/// </summary>
static class TcpTransport
{
    /// <summary>A socket to an address.</summary>
    public static Socket Connect(IPAddress address, int port, CancellationToken cancellationToken) =>
        Connect(
            new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, socket =>
                Connect(socket, new IPEndPoint(address, port)), cancellationToken);

    /// <summary>The same, from one of these addresses of this machine.</summary>
    /// <exception cref="MqttDemoException">There is no way from them.</exception>
    public static Socket Connect(
        IReadOnlyList<IPAddress> from, IPAddress address, int port, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        foreach (var local in from.Where(local => local.AddressFamily == address.AddressFamily))
        {
            try
            {
                return Connect(
                    Bind(local), socket => Connect(socket, new IPEndPoint(address, port)), cancellationToken);
            }
            catch (Exception e) when (e is SocketException or MqttDemoException)
            {
                failure = e;
            }
        }

        throw failure ?? new SocketException((int)SocketError.NoData);
    }

    /// <summary>A socket to a path.</summary>
    public static Socket ConnectUnixSocket(string path, CancellationToken cancellationToken) => Connect(
        new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), socket =>
            socket.Connect(new UnixDomainSocketEndPoint(path)), cancellationToken);

    static void Connect(Socket socket, IPEndPoint remote)
    {
        if (LateConnect.IsPossible)
        {
            LateConnect.Connect(socket, remote);
        }
        else
        {
            socket.Connect(remote);
        }
    }

    static Socket Bind(IPAddress local)
    {
        var bound = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            bound.Bind(new IPEndPoint(local, 0));
            return bound;
        }
        catch (SocketException e)
        {
            bound.Dispose();
            throw new MqttDemoException(
                FailureKind.Unreachable,
                $"this machine has no address {local} to connect from ({Settings.Network.BindAddress.Named})",
                "'ip address' lists those it has", e);
        }
    }

    static Socket Connect(Socket socket, Action<Socket> connect, CancellationToken cancellationToken)
    {
        try
        {
            using (cancellationToken.UnsafeRegister(static state => ((Socket)state!).Dispose(), socket))
            {
                connect(socket);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return socket;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // A socket that is disposed while it connects throws any of these.
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
