using System.Net;
using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Client.Transport;

/// <summary>Connected sockets. All of them wait on the thread that asks, because one that has been connected asynchronously is watched for ever after (see <see cref="SocketStream"/>).</summary>
static class TcpTransport
{
    /// <summary>So long an address of a host may keep silent while there is another one: IPv6, say, that is dropped somewhere on the way.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A socket to one address of a host. Its buffers are left to the kernel: setting a size would turn the kernel's own tuning off.</summary>
    public static Socket ConnectSocket(string host, int port, CancellationToken cancellationToken) =>
        ConnectSocket(HostLookup.Addresses(host), port, cancellationToken);

    /// <summary>A socket to the first of these addresses that answers.</summary>
    public static Socket ConnectSocket(IPAddress[] addresses, int port, CancellationToken cancellationToken) => ConnectToOne(
        addresses,
        (address, limit) => Connect(new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, socket => socket.Connect(address, port), limit),
        cancellationToken);

    /// <summary>The same, from an address of this machine.</summary>
    /// <exception cref="MqttDemoException">There is no way from that address (exit code 3).</exception>
    public static Socket ConnectSocket(string from, string host, int port, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        foreach (var local in LocalAddresses(from))
        {
            try
            {
                return ConnectFrom(local, host, port, cancellationToken);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
            {
                // The host has no address of this family: what is wrong with another one says more.
                failure ??= e;
            }
            catch (Exception e) when (e is SocketException or MqttDemoException)
            {
                failure = e;
            }
        }

        throw failure ?? new SocketException((int)SocketError.NoData);
    }

    static Socket ConnectFrom(IPAddress local, string host, int port, CancellationToken cancellationToken) => ConnectToOne(
        HostLookup.Addresses(host, local.AddressFamily), (remote, limit) => ConnectFrom(local, remote, port, limit), cancellationToken);

    static Socket ConnectToOne(IPAddress[] addresses, Func<IPAddress, CancellationToken, Socket> connect, CancellationToken cancellationToken)
    {
        var failure = new SocketException((int)SocketError.NoData);
        foreach (var address in addresses)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (address != addresses[^1])
            {
                limit.CancelAfter(Patience);
            }

            try
            {
                return connect(address, limit.Token);
            }
            catch (SocketException e)
            {
                failure = e;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                failure = new SocketException((int)SocketError.TimedOut);
            }
        }

        throw failure;
    }

    /// <summary>A socket to a path.</summary>
    public static Socket ConnectUnixSocket(string path, CancellationToken cancellationToken) => Connect(
        new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), socket => socket.Connect(new UnixDomainSocketEndPoint(path)), cancellationToken);

    static IPAddress[] LocalAddresses(string from)
    {
        try
        {
            return HostLookup.Addresses(from);
        }
        catch (SocketException e)
        {
            throw new MqttDemoException(ExitCode.Unreachable, $"the address {from} to connect from (-A) does not resolve", "give an IP address of this machine", e);
        }
    }

    static Socket ConnectFrom(IPAddress local, IPAddress remote, int port, CancellationToken cancellationToken)
    {
        var bound = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            bound.Bind(new IPEndPoint(local, 0));
        }
        catch (SocketException e)
        {
            bound.Dispose();
            throw new MqttDemoException(ExitCode.Unreachable, $"this machine has no address {local} to connect from (-A)", "'ip address' lists those it has", e);
        }

        return Connect(bound, socket => socket.Connect(remote, port), cancellationToken);
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
