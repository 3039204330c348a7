using System.Net.Sockets;

namespace MqttDemo.Client;

/// <summary>Reports a refused connection to this machine without a delay.</summary>
public static class LoopbackRefusals
{
    // SIO_TCP_INITIAL_RTO.
    const int InitialRetransmission = unchecked((int)0x98000011);

    /// <summary>An unspecified round-trip time (0xFFFF), no retransmissions of a SYN (0xFE), and padding.</summary>
    static readonly byte[] NoRetransmission = [0xFF, 0xFF, 0xFE, 0];

    /// <summary>
    /// Windows asks a port that has refused again, for two seconds, and `localhost` is two addresses. Where both ends
    /// are on this machine the first answer is right; libuv and curl do the same.
    /// </summary>
    /// <param name="socket">A TCP socket that is to be connected to a loopback address.</param>
    public static void Believe(Socket socket)
    {
        if (!OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            socket.IOControl(InitialRetransmission, NoRetransmission, null);
        }
        catch (SocketException)
        {
            // Without it a refusal takes longer, and nothing else changes.
        }
    }
}
