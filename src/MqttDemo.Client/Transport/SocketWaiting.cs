using System.Net.Sockets;

namespace MqttDemo.Client.Transport;

/// <summary>Waits for a socket, on the thread that asks.</summary>
static class SocketWaiting
{
    /// <summary>Returns when there is something, or the end. To close the socket ends it.</summary>
    public static void WaitFor(this Socket socket, SelectMode what)
    {
        if (MainThread.IsStarting)
        {
            if (socket.Poll(MainThread.Moment, what))
            {
                return;
            }

            MainThread.EndStart();
        }

        socket.Poll(Timeout.InfiniteTimeSpan, what);
    }
}
