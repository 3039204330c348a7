using System.Net;
using System.Net.Sockets;

namespace MqttDemo.TestKit.Processes;

static class Ports
{
    static int next = 20_000 + Random.Shared.Next(5_000);

    /// <summary>Somebody listens there.</summary>
    public static bool IsOpen(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>
    /// A port on loopback that was free a moment ago and that no other test gets. Below the range from which the system
    /// takes the ports of outgoing connections: one of those could sit on it while a broker restarts.
    /// </summary>
    public static int Free()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref next);
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Taken by somebody else on this machine; the next one.
            }
        }
    }
}
