using System.Net;
using System.Net.Sockets;
using MqttDemo.Config;

namespace MqttDemo.Broker;

/// <summary>The port on loopback, for IPv4 and, where the machine has it, IPv6.</summary>
sealed class Listener : IDisposable
{
    const int Backlog = 1_024;

    /// <summary>How long to wait before the next accept when the process has no descriptor left.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.1);

    readonly List<Socket> sockets = [];
    readonly BrokerAddress address;
    bool isDisposed;

    Listener(int port) => address = new BrokerAddress(BrokerScheme.Tcp, "localhost", port);

    /// <exception cref="SocketException">The port cannot be had.</exception>
    public static Listener Bind(int port)
    {
        var listener = new Listener(port);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            if (HasIPv6())
            {
                listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, port));
            }

            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Accepts connections until it is disposed.</summary>
    public void Accept(Action<Socket, BrokerAddress> serve, Action<string> warn)
    {
        foreach (var socket in sockets)
        {
            _ = AcceptAsync(socket, serve, warn);
        }
    }

    public void Dispose()
    {
        isDisposed = true;
        sockets.ForEach(socket => socket.Dispose());
    }

    static bool HasIPv6()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return false;
        }

        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            // A machine without IPv6: IPv4 alone will do.
            return false;
        }
    }

    void Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(socket);
        socket.Bind(endPoint);
        socket.Listen(Backlog);
    }

    async Task AcceptAsync(Socket socket, Action<Socket, BrokerAddress> serve, Action<string> warn)
    {
        var hasWarned = false;
        while (!isDisposed)
        {
            try
            {
                var accepted = await socket.AcceptAsync();
                accepted.NoDelay = true;
                serve(accepted, address);
            }
            catch (SocketException e) when (!isDisposed)
            {
                if (e.SocketErrorCode == SocketError.TooManyOpenSockets && !hasWarned)
                {
                    hasWarned = true;
                    warn($"the embedded broker cannot take more connections: {e.Message}; 'ulimit -n' allows more");
                }

                await Task.Delay(Pause);
            }
            catch (Exception e) when (isDisposed && e is SocketException or ObjectDisposedException)
            {
                // It is over.
                return;
            }
        }
    }
}
