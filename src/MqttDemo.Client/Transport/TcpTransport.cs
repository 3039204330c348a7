using System.Net;
using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>
/// Connected sockets. All of them wait on the thread that asks, because one that .NET has connected asynchronously is
/// watched forever after (see <see cref="SocketStream"/>). Their buffers are left to the kernel: setting a size would
/// turn the kernel's own tuning off.
/// </summary>
static class TcpTransport
{
    /// <summary>A socket to an address; null where it has not answered within the time.</summary>
    /// <exception cref="SocketException">It cannot be connected.</exception>
    public static ISocket? Connect(
        IPAddress address, int port, TimeSpan longest, CancellationToken cancellationToken) =>
        Connect(Open(address.AddressFamily), new IPEndPoint(address, port), longest, cancellationToken);

    /// <summary>The same, from one of these addresses of this machine.</summary>
    /// <exception cref="MqttDemoException">There is no way from them.</exception>
    public static ISocket? Connect(
        IReadOnlyList<IPAddress> from, IPAddress address, int port, TimeSpan longest,
        CancellationToken cancellationToken)
    {
        Exception? failure = null;
        foreach (var local in from.Where(local => local.AddressFamily == address.AddressFamily))
        {
            try
            {
                return Connect(Bind(local), new IPEndPoint(address, port), longest, cancellationToken);
            }
            catch (Exception e) when (e is SocketException or MqttDemoException)
            {
                failure = e;
            }
        }

        throw failure ?? new SocketException((int)SocketError.NoData);
    }

    /// <summary>A socket to a path.</summary>
    /// <exception cref="SocketException">It cannot be connected.</exception>
    public static ISocket ConnectUnixSocket(string path, CancellationToken cancellationToken) =>
        Connect(
            Open(AddressFamily.Unix), new UnixDomainSocketEndPoint(path), Timeout.InfiniteTimeSpan,
            cancellationToken)!;

    static ISocket Open(AddressFamily family) => LinuxSocket.IsPossible
        ? LinuxSocket.Open(family)
        : new SystemSocket(
            family == AddressFamily.Unix
                ? new Socket(family, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    static ISocket Bind(IPAddress local)
    {
        var bound = Open(local.AddressFamily);
        try
        {
            bound.Bind(local);
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

    static ISocket? Connect(ISocket socket, EndPoint remote, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            bool isConnected;
            using (cancellationToken.UnsafeRegister(static state => ((ISocket)state!).Dispose(), socket))
            {
                isConnected = socket.Connect(remote, longest);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (isConnected)
            {
                return socket;
            }
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

        socket.Dispose();
        return null;
    }
}
